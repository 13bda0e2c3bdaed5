"""Where code stands: file, line and function, taken from code objects and frames."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any, NamedTuple, Optional


class Location(NamedTuple):
    """`file` is an absolute path, `line` 1-based; None for what is not known."""

    file: Optional[str] = None
    line: Optional[int] = None
    function: Optional[str] = None


NOWHERE = Location()


def of_function(function: Any) -> Location:
    """The first line of a function as its code object tells it: the line of its first decorator, if it has any."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return NOWHERE
    name = getattr(function, "__qualname__", code.co_name)
    return Location(_file(code), code.co_firstlineno, readable(str(name)))


def of_frame(frame: FrameType) -> Location:
    """The line a frame stands on now."""
    code = frame.f_code
    name = getattr(code, "co_qualname", code.co_name)
    return Location(_file(code), frame.f_lineno, None if name == "<module>" else readable(name))


def user_frame(start: Optional[FrameType], libraries: tuple[str, ...]) -> Optional[FrameType]:
    """The nearest frame from `start` outwards that is in none of `libraries` (top-level module names)."""
    frame = start
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] not in libraries:
            return frame
        frame = frame.f_back
    return None


def caller(depth: int) -> Optional[FrameType]:
    """The frame `depth` calls above the caller of this function."""
    try:
        return sys._getframe(depth + 2)
    except ValueError:
        return None


def recorded_path(file: str, root: str) -> str:
    """The file as a record tells it: relative to `root` with forward slashes, absolute outside it."""
    prefix = root if root.endswith(os.sep) else root + os.sep
    inside = file[len(prefix) :] if file.startswith(prefix) else file
    return inside.replace(os.sep, "/")


def readable(name: str) -> str:
    """A qualified name without the `<locals>` of functions made in functions."""
    return name.replace(".<locals>.", ".")


def _file(code: CodeType) -> Optional[str]:
    name = code.co_filename
    # `<stdin>` and `<string>` are no files.
    return None if name.startswith("<") else _real_path(name)


@lru_cache(maxsize=4_096)
def _real_path(name: str) -> str:
    try:
        return os.path.realpath(name)
    except (OSError, ValueError):
        return name
