"""Lapline: lap times on your agent's lines of code.

One line of JSON per finished operation, in `.lapline/`, each with the source line that spent the
time.

>>> from lapline import timed
>>> @timed
... def check_eligibility(order): ...
"""

from .block import TimingContext
from .correlation import annotate, correlate, mark_error
from .laps import (
    commit,
    connection,
    formatting,
    iteration,
    model_call,
    query,
    retrieval,
    rollback,
    startup,
    step,
    tool,
    transaction,
    turn,
)
from .logger import PerformanceLogger
from .process import Stats, flush, log_path, shutdown, start, stats
from .timed import timed
from .version import VERSION as __version__

__all__ = [
    "PerformanceLogger",
    "Stats",
    "TimingContext",
    "__version__",
    "annotate",
    "commit",
    "connection",
    "correlate",
    "flush",
    "formatting",
    "iteration",
    "log_path",
    "mark_error",
    "model_call",
    "query",
    "retrieval",
    "rollback",
    "shutdown",
    "start",
    "startup",
    "stats",
    "step",
    "timed",
    "tool",
    "transaction",
    "turn",
]
