"""What the process uses: a resource line once a second while spans run, and one when a turn ends."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from typing import Callable, Optional

from .clock import timestamp
from .span import open_spans
from .state import state

_PERIOD_SECONDS = 1.0

#: Further numbers for resource lines, by attribute key, from integrations; None when there is
#: nothing to tell.
gauges: dict[str, Callable[[], Optional[float]]] = {}


class Usage:
    """Asked by the sink's thread; remembers the last sample, because CPU use is a difference."""

    def __init__(self) -> None:
        #: Set when a turn has ended: the next look takes a sample whatever the time.
        self.is_due = False
        self._at = time.monotonic()
        self._cpu = time.process_time()
        self._was_busy = False

    def line(self) -> Optional[str]:
        """A resource line, or None when none is due. An idle process writes none."""
        now = time.monotonic()
        self._was_busy = self._was_busy or bool(open_spans)
        if not self.is_due and (now - self._at < _PERIOD_SECONDS or not self._was_busy):
            return None
        cpu = time.process_time()
        elapsed = now - self._at
        utilization = (cpu - self._cpu) / elapsed if elapsed > 0 else 0.0
        self._at, self._cpu = now, cpu
        self.is_due = False
        self._was_busy = bool(open_spans)
        return resource_line(utilization)


def resource_line(utilization: float) -> str:
    """`utilization` is CPU time over wall time since the last line: 1 is one core in full use."""
    values: dict[str, Optional[float]] = {
        "process.memory.rss_bytes": rss_bytes(),
        "process.cpu.utilization": round(utilization, 4),
        "process.thread.count": threading.active_count(),
        "process.gc.collections": sum(generation["collections"] for generation in gc.get_stats()),
        **{key: _read(gauge) for key, gauge in list(gauges.items())},
    }
    attributes = ",".join(
        f'"{key}":{value!r}' for key, value in values.items() if value is not None
    )
    return (
        f'{{"v":1,"timestamp":"{timestamp(time.time_ns())}","level":"INFO","component":"performance","metric":"resource",'
        f'"step":"total","name":"resource","status":"ok"{state.run_text},"attributes":{{{attributes}}}}}\n'
    )


def rss_bytes() -> Optional[int]:
    """Resident memory now; where /proc is missing, the peak so far; None on Windows."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return _peak_bytes()


def _peak_bytes() -> Optional[int]:
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _read(gauge: Callable[[], Optional[float]]) -> Optional[float]:
    try:
        return gauge()
    except Exception:
        return None
