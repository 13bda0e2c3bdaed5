"""What this process's tracing is right now: the few values that every span looks at.

A module of its own so that the hot path imports nothing that starts threads or opens files.
"""

from __future__ import annotations

import os
from typing import Callable, Optional, Protocol


class Run:
    """One process run: what its lines share."""

    __slots__ = ("root", "run_id")

    def __init__(self, run_id: str, root: str) -> None:
        self.run_id = run_id
        #: Absolute folder that `code.file.path` values are relative to.
        self.root = root


class LineSink(Protocol):
    """Takes finished lines; never blocks for long, never raises."""

    def push(self, line: str) -> None:
        """Takes one line, newline included."""


class State:
    """`on` is looked at first by every instrumented call; `run` is None until the first span."""

    __slots__ = (
        "allowed",
        "begin",
        "capture_content",
        "on",
        "problems",
        "redact_text",
        "run",
        "run_text",
        "sink",
        "turn_ended",
    )  # fmt: skip

    def __init__(self) -> None:
        #: False for the whole life of the process when the environment says so.
        self.allowed = not is_disabled(os.environ.get)
        self.on = self.allowed
        self.run: Optional[Run] = None
        #: The part of a line that names the run.
        self.run_text = ""
        self.sink: LineSink = _Nowhere()
        #: Starts the run; set by the module that owns it.
        self.begin: Callable[[], None] = _nothing
        self.turn_ended: Callable[[], None] = _nothing
        self.capture_content = False
        self.redact_text = True
        #: Times that Lapline itself failed: nothing of it reached the host.
        self.problems = 0


class _Nowhere:
    """There is no run, so there are no lines."""

    def push(self, line: str) -> None:
        return None


def is_disabled(env: Callable[[str], Optional[str]]) -> bool:
    """Whether LAPLINE_DISABLED or OpenTelemetry's own switch says so."""
    return is_true(env("LAPLINE_DISABLED")) or is_true(env("OTEL_SDK_DISABLED"))


def is_true(value: Optional[str]) -> bool:
    """`1`, `true`, `yes` or `on` in any case."""
    return value is not None and value.strip().lower() in ("1", "true", "yes", "on")


def _nothing() -> None:
    return None


state = State()
