"""The operations of an agent by name: each is a decorator for functions and a block for `with`.

>>> @tool("CheckEligibility")
... def check_eligibility(order): ...
>>> with step("fraud_flag_check"):
...     pass
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .block import TimingContext

Attributes = Optional[Mapping[str, object]]


def turn(agent: str, *, attributes: Attributes = None) -> TimingContext:
    """One user message to its answer."""
    return _lap("turn", f"invoke_agent {agent}", attributes)


def iteration(*, attributes: Attributes = None) -> TimingContext:
    """One pass of the agent's loop."""
    return _lap("iteration", "iteration", attributes)


def model_call(model: str, *, attributes: Attributes = None) -> TimingContext:
    """One call of a language model."""
    return _lap("llm_call", f"chat {model}", attributes)


def tool(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One execution of a tool."""
    return TimingContext(
        f"execute_tool {name}",
        metric="tool_execution",
        tool_name=name,
        attributes={"gen_ai.tool.name": name, **(attributes or {})},
        _depth=1,
    )


def step(name: str, *, attributes: Attributes = None) -> TimingContext:
    """A part of the operation around it, whose metric and tool it takes over."""
    return TimingContext(name, step=name, attributes=attributes, _inherits=True, _depth=1)


def query(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One statement to a database."""
    return _lap("db_query", name, attributes)


def transaction(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One transaction, from its begin to its commit or rollback."""
    return _lap("db_transaction", name, attributes)


def connection(name: str, *, attributes: Attributes = None) -> TimingContext:
    """Getting a connection."""
    return _lap("db_connection", name, attributes)


def commit(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One commit."""
    return _lap("db_commit", name, attributes)


def rollback(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One rollback."""
    return _lap("db_rollback", name, attributes)


def retrieval(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One look-up in a knowledge base."""
    return _lap("rag_query", f"retrieval {name}", attributes)


def startup(name: str, *, attributes: Attributes = None) -> TimingContext:
    """One step of starting up; `total` for the whole."""
    return TimingContext(
        f"startup {name}", metric="startup", step=name, attributes=attributes, _depth=1
    )


def formatting(name: str, *, attributes: Attributes = None) -> TimingContext:
    """Making the answer that the user reads."""
    return _lap("response_formatting", name, attributes)


def _lap(metric: str, name: str, attributes: Attributes) -> TimingContext:
    return TimingContext(name, metric=metric, attributes=attributes, _depth=2)
