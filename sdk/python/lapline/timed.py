"""`@timed`: the decorator for functions, methods, coroutines and generators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional, TypeVar, overload

from .block import TimingContext

F = TypeVar("F", bound=Callable[..., Any])


@overload
def timed(function: F) -> F: ...
@overload
def timed(
    *,
    metric: Optional[str] = None,
    step: str = "total",
    name: Optional[str] = None,
    tool_name: Optional[str] = None,
    attributes: Optional[Mapping[str, object]] = None,
) -> Callable[[F], F]: ...
def timed(
    function: Optional[Any] = None,
    *,
    metric: Optional[str] = None,
    step: str = "total",
    name: Optional[str] = None,
    tool_name: Optional[str] = None,
    attributes: Optional[Mapping[str, object]] = None,
) -> Any:
    """Times every call: `@timed`, or `@timed(metric="tool_execution", tool_name="CheckEligibility")`.

    The record stands on the function's first line. A generator is timed over its whole iteration, a coroutine from its
    first step to its end. Results, exceptions and signature stay what they were; wrong arguments of a coroutine or
    generator function are found at its first step instead of at the call.
    """
    block = TimingContext(
        name, metric=metric, step=step, tool_name=tool_name, attributes=attributes, _depth=1
    )
    return block if function is None else block(function)
