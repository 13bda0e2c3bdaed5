"""LangChain: turns, chains, model calls with their first token, tools and retrievers.

>>> from lapline.integrations.langchain import LaplineCallbackHandler
>>> agent.invoke({"input": text}, config={"callbacks": [LaplineCallbackHandler("ReturnAgent")]})

The outermost chain is a turn, unless the program has begun an operation of its own around it.
"""

from __future__ import annotations

import functools
import time
from typing import Any, Callable, Optional

from langchain_core.callbacks import BaseCallbackHandler

from ..site import Site
from ..span import Span, begin, current, finish
from ..state import state
from .langchain_answer import answer_attributes, model_name
from .place import nearest_frame, place_of

_LIBRARIES = (
    *("langchain", "langchain_core", "langchain_classic", "langchain_community", "langgraph"),
    *("langsmith", "pydantic", "tenacity", "asyncio", "concurrent", "threading", "contextvars"),
)
_MAX_RUNS = 10_000
_MAX_SITES = 2_048


class _Operation:
    """One LangChain run while it lasts."""

    __slots__ = ("around", "first_token_at", "span")

    def __init__(self, span: Span, around: Optional[Span]) -> None:
        self.span = span
        self.around = around
        #: Nanoseconds of the monotonic clock; None before the first token.
        self.first_token_at: Optional[int] = None


def _quiet(listener: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(listener)
    def quiet(*args: Any, **kwargs: Any) -> None:
        try:
            if state.on:
                listener(*args, **kwargs)
        except Exception:
            state.problems += 1

    return quiet


class LaplineCallbackHandler(BaseCallbackHandler):  # type: ignore[misc]
    """Follows LangChain's callback protocol; one handler serves any number of runs at once."""

    #: Asked of LangChain: to be called in the thread of the run, so that what runs below finds its
    #: parent.
    run_inline = True

    def __init__(self, agent: str = "agent") -> None:
        self._agent = agent
        self._operations: dict[Any, _Operation] = {}
        self._sites: dict[tuple[object, ...], Site] = {}

    @_quiet
    def on_chain_start(
        self, serialized: Any, inputs: Any, *, run_id: Any, parent_run_id: Any = None, **more: Any
    ) -> None:
        """A chain, or the whole turn."""
        if parent_run_id is None and current.get() is None:
            self._begin(run_id, parent_run_id, "turn", f"invoke_agent {self._agent}")
        else:
            self._begin(run_id, parent_run_id, "span", f"chain {_name(serialized, more, 'chain')}")

    @_quiet
    def on_chat_model_start(
        self, serialized: Any, messages: Any, *, run_id: Any, parent_run_id: Any = None, **more: Any
    ) -> None:
        """A call of a chat model."""
        self._begin_model(serialized, messages, run_id, parent_run_id, more)

    @_quiet
    def on_llm_start(
        self, serialized: Any, prompts: Any, *, run_id: Any, parent_run_id: Any = None, **more: Any
    ) -> None:
        """A call of a model that completes text."""
        self._begin_model(serialized, prompts, run_id, parent_run_id, more)

    @_quiet
    def on_llm_new_token(self, token: Any, *, run_id: Any, **more: Any) -> None:
        """Only the first one matters."""
        operation = self._operations.get(run_id)
        if operation is not None and operation.first_token_at is None:
            operation.first_token_at = time.perf_counter_ns()
            self._part(operation.span, "first_token", operation.span.started)

    @_quiet
    def on_llm_end(self, response: Any, *, run_id: Any, **more: Any) -> None:
        """Tokens, finish reason and, while content capture is on, the answer."""
        operation = self._operations.get(run_id)
        if operation is not None:
            now, first = time.perf_counter_ns(), operation.first_token_at
            if first is not None:
                self._part(operation.span, "generation", first)
            operation.span.annotate(
                answer_attributes(response, now - (first or operation.span.started))
            )
        self._end(run_id)

    @_quiet
    def on_tool_start(
        self,
        serialized: Any,
        input_str: Any,
        *,
        run_id: Any,
        parent_run_id: Any = None,
        **more: Any,
    ) -> None:
        """A tool."""
        tool = _name(serialized, more, "tool")
        span = self._begin(run_id, parent_run_id, "tool_execution", f"execute_tool {tool}", tool)
        if span is not None:
            span.annotate({"gen_ai.tool.name": tool, "gen_ai.tool.call.arguments": input_str})

    @_quiet
    def on_retriever_start(
        self, serialized: Any, query: Any, *, run_id: Any, parent_run_id: Any = None, **more: Any
    ) -> None:
        """A look-up of a retriever."""
        span = self._begin(
            run_id, parent_run_id, "rag_query", f"retrieval {_name(serialized, more, 'retriever')}"
        )
        if span is not None:
            span.annotate({"gen_ai.retrieval.query.text": query})

    @_quiet
    def on_retriever_end(self, documents: Any, *, run_id: Any, **more: Any) -> None:
        """How many passages were found."""
        operation = self._operations.get(run_id)
        if operation is not None and hasattr(documents, "__len__"):
            operation.span.annotate({"lapline.passages": len(documents)})
        self._end(run_id)

    @_quiet
    def on_chain_end(self, outputs: Any, *, run_id: Any, **more: Any) -> None:
        """The end of a chain or turn."""
        self._end(run_id)

    @_quiet
    def on_tool_end(self, output: Any, *, run_id: Any, **more: Any) -> None:
        """The end of a tool."""
        operation = self._operations.get(run_id)
        if operation is not None:
            operation.span.annotate({"gen_ai.tool.call.result": output})
        self._end(run_id)

    @_quiet
    def on_chain_error(self, error: BaseException, *, run_id: Any, **more: Any) -> None:
        """A chain or turn that failed."""
        self._end(run_id, error)

    @_quiet
    def on_llm_error(self, error: BaseException, *, run_id: Any, **more: Any) -> None:
        """A model call that failed."""
        self._end(run_id, error)

    @_quiet
    def on_tool_error(self, error: BaseException, *, run_id: Any, **more: Any) -> None:
        """A tool that failed."""
        self._end(run_id, error)

    @_quiet
    def on_retriever_error(self, error: BaseException, *, run_id: Any, **more: Any) -> None:
        """A look-up that failed."""
        self._end(run_id, error)

    def _begin_model(
        self, serialized: Any, prompts: Any, run_id: Any, parent_run_id: Any, more: dict[str, Any]
    ) -> None:
        model = model_name(serialized, more)
        span = self._begin(run_id, parent_run_id, "llm_call", f"chat {model}")
        if span is not None:
            span.annotate({"gen_ai.request.model": model, "gen_ai.input.messages": prompts})

    def _begin(
        self, run_id: Any, parent_run_id: Any, metric: str, name: str, tool: Optional[str] = None
    ) -> Optional[Span]:
        above = self._operations.get(parent_run_id)
        around = current.get()
        parent = around if above is None or _is_below(around, above.span) else above.span
        span = begin(self._site(metric, name, tool, parent), parent)
        if span is None:
            return None
        if len(self._operations) >= _MAX_RUNS:
            # Runs whose end was never told.
            self._operations.pop(next(iter(self._operations)))
        self._operations[run_id] = _Operation(span, around)
        current.set(span)
        return span

    def _end(self, run_id: Any, error: Optional[BaseException] = None) -> None:
        operation = self._operations.pop(run_id, None)
        if operation is None:
            return
        # An async run is told of its end in another context: there is nothing to put back there.
        if current.get() is operation.span:
            current.set(operation.around)
        finish(operation.span, error)

    def _part(self, whole: Span, step: str, since: int) -> None:
        """A part that began at `since` and ends now."""
        part = begin(self._site("llm_call", step, None, whole, step), whole)
        if part is not None:
            part.started = since
            finish(part)

    def _site(
        self,
        metric: str,
        name: str,
        tool: Optional[str],
        around: Optional[Span],
        step: str = "total",
    ) -> Site:
        frame = nearest_frame(_LIBRARIES)
        key = (
            metric,
            name,
            step,
            None if frame is None else (frame.f_code, frame.f_lasti),
            around and around.site,
        )
        site = self._sites.get(key)
        if site is None:
            if len(self._sites) >= _MAX_SITES:
                self._sites.clear()
            place = place_of(frame, around)
            site = self._sites[key] = Site(
                metric=metric, name=name, step=step, tool_name=tool, location=place
            )
        return site


def _is_below(span: Optional[Span], above: Span) -> bool:
    """Whether the program began an operation of its own below LangChain's run: then that one is the parent."""
    return span is not None and span.trace_id == above.trace_id and span.started > above.started


def _name(serialized: Any, more: dict[str, Any], fallback: str) -> str:
    """Newer versions tell a run's name apart, older ones within what they serialise."""
    told = more.get("name")
    if told is None and isinstance(serialized, dict):
        path = serialized.get("id")
        told = serialized.get("name") or (path[-1] if isinstance(path, list) and path else None)
    return str(told or fallback)
