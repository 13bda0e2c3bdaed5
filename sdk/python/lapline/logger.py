"""`PerformanceLogger`: records of operations that were measured elsewhere, with the line that logs them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Optional

from . import location
from .failure import ERROR, OK, STATUSES, Failure, describe
from .ids import new_span_id, new_trace_id
from .line import PARENT, fields_text, push_record
from .naming import operation_name
from .site import Site
from .span import Scope, current
from .state import state

_sites: dict[tuple[object, ...], Site] = {}
_MAX_SITES = 1_024


class PerformanceLogger:
    """Structured logging of finished operations.

    >>> log = PerformanceLogger(session_id="550e8400")
    >>> log.log("llm_call", 812.4, name="chat gpt-4o", attributes={"gen_ai.request.model": "gpt-4o"})
    """

    __slots__ = ("_attributes", "_order_id", "_session_id", "component")

    def __init__(
        self,
        component: str = "performance",
        *,
        session_id: Optional[object] = None,
        order_id: Optional[object] = None,
        attributes: Optional[Mapping[str, object]] = None,
    ) -> None:
        self.component = component
        self._session_id = session_id
        self._order_id = order_id
        self._attributes = dict(attributes or {})

    def bind(
        self,
        *,
        session_id: Optional[object] = None,
        order_id: Optional[object] = None,
        attributes: Optional[Mapping[str, object]] = None,
    ) -> PerformanceLogger:
        """A logger whose records also carry these."""
        return PerformanceLogger(
            self.component,
            session_id=self._session_id if session_id is None else session_id,
            order_id=self._order_id if order_id is None else order_id,
            attributes={**self._attributes, **(attributes or {})},
        )

    def log(
        self,
        metric: str,
        duration_ms: float,
        *,
        step: str = "total",
        name: Optional[str] = None,
        tool_name: Optional[str] = None,
        status: str = OK,
        error: Optional[BaseException] = None,
        session_id: Optional[object] = None,
        order_id: Optional[object] = None,
        attributes: Optional[Mapping[str, object]] = None,
    ) -> None:
        """Writes one record that ends now and lies under the current span. Never raises.

        `duration_ms` is left out of the record when it is negative, not finite or no number. `error` gives status,
        type, message and stack.
        """
        if not state.on:
            return
        try:
            self._log(
                metric,
                duration_ms,
                step,
                name,
                tool_name,
                status,
                error,
                session_id,
                order_id,
                attributes,
            )
        except Exception:
            state.problems += 1

    def _log(
        self,
        metric: str,
        duration_ms: Any,
        step: str,
        name: Optional[str],
        tool_name: Optional[str],
        status: str,
        error: Optional[BaseException],
        session_id: Optional[object],
        order_id: Optional[object],
        attributes: Optional[Mapping[str, object]],
    ) -> None:
        site = self._site(metric, step, name, tool_name)
        around = current.get()
        scope = Scope(
            new_trace_id() if around is None else around.scope.trace_id,
            0,
            _first(
                session_id, self._session_id, None if around is None else around.scope.session_id
            ),
            _first(order_id, self._order_id, None if around is None else around.scope.order_id),
        )
        failure = None if error is None else describe(error)
        if failure is None and status != OK:
            failure = Failure(status if status in STATUSES else ERROR)
        ids = f"{scope.text}{new_span_id()}{'' if around is None else PARENT + around.span_id}"
        duration = float(duration_ms) if isinstance(duration_ms, (int, float)) else None
        fields = fields_text(
            site, time.time_ns(), duration, OK if failure is None else failure.status, ids
        )
        push_record(site, fields, failure, {**self._attributes, **(attributes or {})})

    def _site(self, metric: str, step: str, name: Optional[str], tool_name: Optional[str]) -> Site:
        frame = location.caller(2)
        code, line = (None, 0) if frame is None else (frame.f_code, frame.f_lasti)
        key = (code, line, self.component, metric, step, name, tool_name)
        site = _sites.get(key)
        if site is None:
            if len(_sites) >= _MAX_SITES:
                _sites.clear()
            site = _sites[key] = Site(
                metric=metric,
                name=operation_name(name, metric, step, tool_name, None),
                step=step,
                tool_name=tool_name,
                location=location.NOWHERE if frame is None else location.of_frame(frame),
                component=self.component,
            )
        return site if site.run is state.run else site.ready(None)


def _first(*values: Optional[object]) -> Optional[str]:
    return next((str(value) for value in values if value is not None), None)
