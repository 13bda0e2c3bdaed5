"""`TimingContext`: a block of code as an operation, with `with`, `async with` or over a function."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType, TracebackType
from typing import Any, Callable, Optional, TypeVar

from . import location
from .naming import operation_name
from .site import Site
from .span import Span, begin, current, finish
from .state import state
from .wrap import wrap

F = TypeVar("F", bound=Callable[..., Any])


class Unrecorded:
    """What a block gives its body when tracing is off: takes everything, keeps nothing."""

    trace_id = ""
    span_id = ""

    def annotate(self, attributes: Optional[Mapping[str, object]] = None, **more: object) -> None:
        """Does nothing."""

    def correlate(
        self, session_id: Optional[object] = None, order_id: Optional[object] = None
    ) -> None:
        """Does nothing."""

    def mark_error(self, type: str, message: Optional[str] = None, status: str = "error") -> None:
        """Does nothing."""


UNRECORDED = Unrecorded()

#: A block that is running: its span and the one around it.
Entry = tuple[Span, Optional[Span]]

#: Sites of blocks by their place and static data. Names made at run time could grow it for ever.
_sites: dict[tuple[object, ...], Site] = {}
_MAX_SITES = 4_096


class TimingContext:
    """Times the block under it, on the line that makes it; over a function, on the function's first line.

    >>> with TimingContext("load the policy", metric="rag_query", step="search") as span:
    ...     span.annotate({"lapline.passages": 2})

    `metric` defaults to `span`, or to `tool_execution` when there is a `tool_name`. `attributes`
    are fixed per site; what differs from call to call goes to `span.annotate`.
    """

    __slots__ = ("_open", "_site", "attributes", "metric", "name", "step", "tool_name")

    def __init__(
        self,
        name: Optional[str] = None,
        *,
        metric: Optional[str] = None,
        step: str = "total",
        tool_name: Optional[str] = None,
        attributes: Optional[Mapping[str, object]] = None,
        _inherits: bool = False,
        _depth: int = 0,
    ) -> None:
        self.name = name
        self.step = step
        self.tool_name = tool_name
        self.attributes = attributes
        if metric is None and not _inherits:
            metric = "tool_execution" if tool_name else "span"
        self.metric = metric
        #: The newest last.
        self._open: list[Entry] = []
        self._site: Optional[Site] = None
        if state.on:
            try:
                self._site = self._site_of_frame(sys._getframe(1 + _depth))
            except Exception:
                # Names or attributes of a wrong type: the host runs untraced.
                state.problems += 1

    def __call__(self, function: F) -> F:
        """Times every call of `function`, of whatever kind it is."""
        if not state.allowed:
            return function
        timed: F = wrap(function, self._site_of_function)
        return timed

    def __enter__(self) -> Any:
        site = self._site
        around = current.get()
        span = None if site is None else begin(site, around)
        if span is None:
            return UNRECORDED
        self._open.append((span, around))
        current.set(span)
        return span

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        now = current.get()
        entry = self._entry_of(now)
        if entry is None:
            return
        self._open.remove(entry)
        span, around = entry
        if now is span:
            current.set(around)
        finish(span, error)

    async def __aenter__(self) -> Any:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.__exit__(kind, error, traceback)

    def _entry_of(self, now: Optional[Span]) -> Optional[Entry]:
        """The block of this context, should one object serve several at once; else the newest."""
        last: Optional[Entry] = None
        for entry in self._open:
            if entry[0] is now:
                return entry
            last = entry
        return last

    def _site_of_frame(self, frame: FrameType) -> Site:
        fixed = self.attributes
        # The type, because 1, 1.0 and True are one key.
        values = (
            tuple((name, type(value), value) for name, value in fixed.items()) if fixed else None
        )
        key = (
            frame.f_code,
            frame.f_lasti,
            self.name,
            self.metric,
            self.step,
            self.tool_name,
            values,
        )
        try:
            site = _sites.get(key)
        except TypeError:
            return self._site_at(location.of_frame(frame))
        if site is None:
            if len(_sites) >= _MAX_SITES:
                _sites.clear()
            site = _sites[key] = self._site_at(location.of_frame(frame))
        return site

    def _site_of_function(self, function: Any) -> Site:
        place = location.of_function(function)
        if place.file is None and self._site is not None:
            place = self._site.location._replace(function=place.function)
        if place.function is None:
            place = place._replace(function=getattr(function, "__name__", type(function).__name__))
        return self._site_at(place)

    def _site_at(self, place: location.Location) -> Site:
        return Site(
            metric=self.metric,
            name=operation_name(self.name, self.metric, self.step, self.tool_name, place.function),
            step=self.step,
            tool_name=self.tool_name,
            location=place,
            attributes=self.attributes,
        )
