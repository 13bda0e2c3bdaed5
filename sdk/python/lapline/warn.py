"""Says what went wrong with the log: through Python's logging, at most once a minute, never raising."""

from __future__ import annotations

import time

_PAUSE_SECONDS = 60.0
_last = float("-inf")


def warn(message: str) -> None:
    """One line to the logger `lapline`, which goes to stderr in a host that set no logging up."""
    global _last
    now = time.monotonic()
    if now - _last < _PAUSE_SECONDS:
        return
    _last = now
    try:
        # Imported here: only a program in trouble pays for it. Its handlers are the host's code.
        import logging

        logging.getLogger("lapline").warning("%s", message)
    except Exception:
        return


def forget() -> None:
    """The next warning is said whenever it comes; for a new run."""
    global _last
    _last = float("-inf")
