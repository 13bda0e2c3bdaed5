"""A span: one operation while it runs. This is the hot path: a span costs about two microseconds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextvars import ContextVar
from time import perf_counter_ns
from typing import Optional, Union

from . import clock
from .failure import ERROR, OK, STATUSES, Failure, describe
from .ids import new_trace_id, pool, refill
from .line import PARENT, field, fields_text, push_record, short_tail
from .site import Site
from .state import state

#: The innermost span of this context. Threads start empty, asyncio tasks inherit.
current: ContextVar[Optional[Span]] = ContextVar("lapline_span", default=None)

#: Spans that have begun and not ended, by id. Ending takes a span out: a second end, and the end of
#: a parent's span in a forked child, find nothing and write nothing.
open_spans: dict[str, Span] = {}

Value = Union[str, int, float, bool, object]


class Scope:
    """What the spans of one trace share from some span downwards; replaced, never changed."""

    __slots__ = ("order_id", "session_id", "text", "trace_id", "wall_offset")

    def __init__(
        self,
        trace_id: str,
        wall_offset: int,
        session_id: Optional[str] = None,
        order_id: Optional[str] = None,
    ) -> None:
        self.trace_id = trace_id
        #: Nanoseconds from the monotonic clock to the wall clock as it stood when the trace began,
        #: so that a stepped clock moves no span against another.
        self.wall_offset = wall_offset
        self.session_id = session_id
        self.order_id = order_id
        self.text = f',"trace_id":"{trace_id}","span_id":"'
        if session_id is not None or order_id is not None:
            ids = field("session_id", session_id) + field("order_id", order_id)
            self.text = ids + self.text


class Span:
    """Begins when made.

    `finish` ends it. Made and ended by the decorators and blocks, not by hand.
    """

    __slots__ = (
        "__weakref__",
        "attributes",
        "failure",
        "parent_id",
        "scope",
        "site",
        "span_id",
        "started",
    )

    site: Site

    def __init__(self, site: Site, parent: Optional[Span]) -> None:
        if site.run is not state.run:
            site = site.ready(None if parent is None else parent.site)
        self.site = site
        try:
            self.span_id = span_id = pool.pop()
        except IndexError:
            self.span_id = span_id = refill()
        if parent is None:
            self.parent_id: Optional[str] = None
            self.scope = Scope(new_trace_id(), time.time_ns() - perf_counter_ns())
        else:
            self.parent_id = parent.span_id
            self.scope = parent.scope
        self.attributes: Optional[dict[str, object]] = None
        self.failure: Optional[Failure] = None
        open_spans[span_id] = self
        self.started = perf_counter_ns()

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits."""
        return self.scope.trace_id

    def annotate(self, attributes: Optional[Mapping[str, Value]] = None, **more: Value) -> None:
        """Adds attributes; a later value of a key replaces the earlier one.

        Content is written only while capture is on.
        """
        own = self.attributes
        if own is None:
            own = self.attributes = {}
        try:
            if attributes is not None:
                own.update(attributes)
            if more:
                own.update(more)
        except Exception:
            state.problems += 1

    def correlate(
        self, session_id: Optional[object] = None, order_id: Optional[object] = None
    ) -> None:
        """Sets session and order on this span and on every span started below it from now on."""
        scope = self.scope
        try:
            self.scope = Scope(
                scope.trace_id,
                scope.wall_offset,
                scope.session_id if session_id is None else str(session_id),
                scope.order_id if order_id is None else str(order_id),
            )
        except Exception:
            state.problems += 1

    def mark_error(self, type: str, message: Optional[str] = None, status: str = ERROR) -> None:
        """The span ends with this status though nothing is raised (a tool that answers `success: false`)."""
        self.failure = Failure(status if status in STATUSES else ERROR, type, message)


def begin(site: Site, parent: Optional[Span]) -> Optional[Span]:
    """A span, or None when tracing is off or cannot start: then the host runs untraced."""
    if not state.on:
        return None
    try:
        return Span(site, parent)
    except Exception:
        state.problems += 1
        return None


def finish(span: Span, error: Optional[BaseException] = None) -> None:
    """Ends a span and hands its line to the sink. Never raises, whatever the span holds."""
    end = perf_counter_ns()
    try:
        if open_spans.pop(span.span_id, None) is None:
            return
        site = span.site
        tail: Optional[str] = site.tail
        if error is not None or span.failure is not None:
            tail = None
        elif span.attributes is not None:
            tail = short_tail(site, span.attributes)
        if tail is None:
            _push(span, end, span.failure if error is None else describe(error))
        else:
            scope = span.scope
            micros = (end + scope.wall_offset) // 1000
            second = micros // 1_000_000
            known = clock.known
            text = known[1] if known[0] == second else clock.second_text(second)
            parent = "" if span.parent_id is None else PARENT + span.parent_id
            state.sink.push(
                f'{{"v":1,"timestamp":"{text}.{micros - second * 1_000_000:06d}{site.head}'
                f'{(end - span.started) / 1e6},"status":"ok"{scope.text}{span.span_id}{parent}"'
                f"{state.run_text}{tail}"
            )
        if site.is_turn:
            state.turn_ended()
    except Exception:
        state.problems += 1


def interrupt_open() -> None:
    """Writes every open span as interrupted, innermost first: for when the process ends."""
    interrupted = Failure("interrupted")
    for span in reversed(list(open_spans.values())):
        if span.failure is None:
            span.failure = interrupted
        finish(span)


def _push(span: Span, end: int, failure: Optional[Failure]) -> None:
    site = span.site
    fields = fields_text(
        site,
        end + span.scope.wall_offset,
        (end - span.started) / 1e6,
        OK if failure is None else failure.status,
        span.scope.text
        + span.span_id
        + ("" if span.parent_id is None else PARENT + span.parent_id),
    )
    push_record(site, fields, failure, span.attributes or {})
