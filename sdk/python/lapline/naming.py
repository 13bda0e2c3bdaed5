"""The name of an operation that was given none: OpenTelemetry's where there is one."""

from __future__ import annotations

from typing import Optional


def operation_name(
    given: Optional[str],
    metric: Optional[str],
    step: str,
    tool_name: Optional[str],
    function: Optional[str],
) -> str:
    """The given name, `execute_tool TOOL` of a whole tool, the step of a part, else the function's or the metric's."""
    if given is not None:
        return given
    if metric == "tool_execution" and tool_name is not None and step == "total":
        return f"execute_tool {tool_name}"
    if step != "total":
        return step
    return function or metric or "span"
