"""What can be said of the current span from anywhere below it; outside of spans nothing happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .span import current


def annotate(attributes: Optional[Mapping[str, object]] = None, **more: object) -> None:
    """Adds attributes to the current span.

    >>> annotate({"gen_ai.usage.output_tokens": 120})
    """
    span = current.get()
    if span is not None:
        span.annotate(attributes, **more)


def correlate(session_id: Optional[object] = None, order_id: Optional[object] = None) -> None:
    """Sets session and order on the current span and on every span started below it from now on."""
    span = current.get()
    if span is not None:
        span.correlate(session_id, order_id)


def mark_error(type: str, message: Optional[str] = None) -> None:
    """The current span ends with status `error` though nothing is raised."""
    span = current.get()
    if span is not None:
        span.mark_error(type, message)
