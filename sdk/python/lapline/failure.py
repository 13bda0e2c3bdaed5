"""What an exception means for the operation it ended: status, type, message and stack."""

from __future__ import annotations

import os
from types import TracebackType
from typing import NamedTuple, Optional

OK = "ok"
ERROR = "error"
TIMEOUT = "timeout"
INTERRUPTED = "interrupted"

STATUSES = (OK, ERROR, TIMEOUT, INTERRUPTED)

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_INTERRUPTS = (KeyboardInterrupt, SystemExit, GeneratorExit)
_INTERRUPT_NAMES = frozenset({"CancelledError", "Cancelled"})
_TIMEOUT_NAMES = frozenset({"TimeoutError", "Timeout", "TimeoutException", "APITimeoutError"})
_TITLE = "Traceback (most recent call last):\n"
_MAX_FRAMES = 40
_MAX_CHAIN = 5


class Failure(NamedTuple):
    """How an operation failed; `stack` is None when nothing was raised."""

    status: str
    type: Optional[str] = None
    message: Optional[str] = None
    stack: Optional[str] = None


def describe(error: BaseException) -> Failure:
    """Timeouts and cancellations are told apart by class, also those of libraries that are not imported here.

    Cancellation, KeyboardInterrupt, SystemExit and a generator closed early are interruptions, not errors: somebody
    else ended the operation. They carry no error keys.
    """
    status = status_of(error)
    if status == INTERRUPTED:
        return Failure(status)
    return Failure(status, type_name(error), message_of(error), stack_of(error))


def status_of(error: BaseException) -> str:
    """`timeout`, `interrupted` or `error`."""
    if isinstance(error, _INTERRUPTS):
        return INTERRUPTED
    for cls in type(error).__mro__:
        if cls.__name__ in _TIMEOUT_NAMES:
            return TIMEOUT
        if cls.__name__ in _INTERRUPT_NAMES:
            return INTERRUPTED
    return ERROR


def type_name(error: BaseException) -> str:
    """`ValueError`, or with its module when it is not a builtin: `sqlite3.OperationalError`."""
    cls = type(error)
    return (
        cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
    )


def message_of(error: BaseException) -> str:
    """`str(error)`, whatever its class does."""
    try:
        return str(error)
    except Exception:
        return "…unreadable"


def stack_of(error: BaseException) -> str:
    """The traceback and its causes, without source text (nothing is read from disk) and without Lapline's frames."""
    parts: list[str] = []
    seen: list[BaseException] = []
    current: Optional[BaseException] = error
    while (
        current is not None
        and len(seen) < _MAX_CHAIN
        and not any(current is known for known in seen)
    ):
        seen.append(current)
        parts.append(_TITLE + _frames(current.__traceback__) + _summary(current))
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    parts.reverse()
    return "\n\nThe next exception followed:\n\n".join(parts)


def _summary(error: BaseException) -> str:
    message = message_of(error)
    return f"{type_name(error)}: {message}" if message else type_name(error)


def _frames(traceback: Optional[TracebackType]) -> str:
    lines: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if not code.co_filename.startswith(_OWN_FOLDER):
            lines.append(
                f'  File "{code.co_filename}", line {traceback.tb_lineno}, in {code.co_name}\n'
            )
        traceback = traceback.tb_next
    if len(lines) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        lines[half:-half] = [f"  … {len(lines) - _MAX_FRAMES} frames\n"]
    return "".join(lines)
