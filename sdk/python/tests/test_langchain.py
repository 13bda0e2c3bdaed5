"""The LangChain integration, against a double of its callback protocol and the real one where that imports."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import types
import unittest
import uuid
from typing import Any, ClassVar, Optional
from unittest import mock

import lapline

from .support import TracedCase

try:
    from langchain_core.callbacks.manager import CallbackManager
    from langchain_core.runnables import RunnableLambda
except ImportError:
    CallbackManager = None

WHY = "this interpreter has no langchain-core that imports"


class Double:
    """As much of langchain_core.callbacks.BaseCallbackHandler as a handler relies on."""

    raise_error = False
    run_inline = False

    def on_chat_model_start(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError


class Message:
    content = "Your boots are on their way back."
    usage_metadata: ClassVar = {"input_tokens": 812, "output_tokens": 64, "total_tokens": 876}
    response_metadata: ClassVar = {"finish_reason": "stop"}


class Generation:
    text = Message.content
    message = Message()
    generation_info = None


class Result:
    generations: ClassVar = [[Generation()]]
    llm_output = None


class LegacyGeneration:
    text = "plain"
    generation_info: ClassVar = {"finish_reason": "length"}


class LegacyResult:
    generations: ClassVar = [[LegacyGeneration()], [LegacyGeneration()]]
    llm_output: ClassVar = {"token_usage": {"prompt_tokens": 10, "completion_tokens": 5}}


class Runs:
    """Calls a handler as LangChain does."""

    def __init__(self, handler: Any) -> None:
        self.handler = handler

    def start(
        self, kind: str, told: Any, above: Optional[uuid.UUID] = None, **more: Any
    ) -> uuid.UUID:
        run = uuid.uuid4()
        getattr(self.handler, f"on_{kind}_start")(
            more.pop("serialized", None), told, run_id=run, parent_run_id=above, tags=[], **more
        )
        return run

    def end(self, kind: str, run: uuid.UUID, told: Any = None) -> None:
        verb = "error" if isinstance(told, BaseException) else "end"
        getattr(self.handler, f"on_{kind}_{verb}")(told, run_id=run, parent_run_id=None, tags=[])


class ProtocolTest(TracedCase):
    def setUp(self) -> None:
        super().setUp()
        core, callbacks = (
            types.ModuleType("langchain_core"),
            types.ModuleType("langchain_core.callbacks"),
        )
        callbacks.BaseCallbackHandler = Double  # type: ignore[attr-defined]
        doubles = {"langchain_core": core, "langchain_core.callbacks": callbacks}
        with mock.patch.dict(sys.modules, doubles):
            sys.modules.pop("lapline.integrations.langchain", None)
            self.module = importlib.import_module("lapline.integrations.langchain")
        sys.modules.pop("lapline.integrations.langchain", None)
        self.handler = self.module.LaplineCallbackHandler("ReturnAgent")
        self.runs = Runs(self.handler)

    def test_tells_a_turn_with_its_model_tool_and_retriever(self) -> None:
        runs = self.runs
        turn = runs.start("chain", {"input": "boots"}, name="AgentExecutor")
        model = runs.start(
            "chat_model",
            [["boots"]],
            turn,
            metadata={"ls_model_name": "gpt-4o"},
            invocation_params={"model": "x"},
        )
        for token in ("Your", " boots"):
            self.handler.on_llm_new_token(token, run_id=model, parent_run_id=turn)
        runs.end("llm", model, Result())
        tool = runs.start(
            "tool", '{"order_id": "77893"}', turn, serialized={"name": "GetOrderDetails"}
        )
        with lapline.step("schema_transformation"):
            pass
        runs.end("tool", tool, "Hiking Boots")
        search = runs.start(
            "retriever", "boots policy", turn, serialized={"id": ["x", "VectorStoreRetriever"]}
        )
        runs.end("retriever", search, ["a", "b"])
        runs.end("chain", turn, {"output": "done"})

        records = {(r["name"], r["step"]): r for r in self.records()}
        turn_id = records["invoke_agent ReturnAgent", "total"]["span_id"]
        chat = records["chat gpt-4o", "total"]
        self.assertEqual(chat["metric"], "llm_call")
        self.assertEqual(chat["attributes"]["gen_ai.usage.input_tokens"], 812)
        self.assertEqual(chat["attributes"]["gen_ai.usage.output_tokens"], 64)
        self.assertEqual(chat["attributes"]["gen_ai.response.finish_reasons"], ["stop"])
        self.assertGreater(chat["attributes"]["lapline.tokens_per_second"], 0)
        first, generation = (
            records["first_token", "first_token"],
            records["generation", "generation"],
        )
        self.assertEqual({first["parent_span_id"], generation["parent_span_id"]}, {chat["span_id"]})
        self.assertLessEqual(first["duration_ms"] + generation["duration_ms"], chat["duration_ms"])
        step = records["schema_transformation", "schema_transformation"]
        details = records["execute_tool GetOrderDetails", "total"]
        self.assertEqual(
            (step["parent_span_id"], step["tool_name"]), (details["span_id"], "GetOrderDetails")
        )
        self.assertEqual(
            records["retrieval VectorStoreRetriever", "total"]["attributes"],
            {"lapline.passages": 2},
        )
        parents = {chat["parent_span_id"], details["parent_span_id"]}
        self.assertEqual(parents, {turn_id})
        self.assertTrue(
            all(r["code.file.path"] == "tests/test_langchain.py" for r in records.values())
        )

    def test_keeps_content_out_unless_it_is_asked_for(self) -> None:
        def converse() -> None:
            model = self.runs.start("llm", ["the prompt"], name="ollama")
            self.runs.end("llm", model, Result())
            tool = self.runs.start("tool", "the argument", name="T")
            self.runs.end("tool", tool, "the result")
            search = self.runs.start("retriever", "the query", name="R")
            self.runs.end("retriever", search, [])

        converse()
        self.records()
        text = self.logs()[0].read_text(encoding="utf-8")
        for content in ("the prompt", "the argument", "the result", "the query", Message.content):
            self.assertNotIn(content, text)
        with mock.patch.dict(
            os.environ, {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}
        ):
            self.begin(version="2")
        converse()
        self.records()
        text = "".join(path.read_text(encoding="utf-8") for path in self.logs())
        for content in ("the prompt", "the argument", "the result", "the query", Message.content):
            self.assertIn(content, text)

    def test_reads_the_tokens_of_older_and_batched_answers(self) -> None:
        model = self.runs.start(
            "llm", ["a", "b"], serialized={"name": "old", "kwargs": {"model_name": "davinci"}}
        )
        self.runs.end("llm", model, LegacyResult())
        attributes = self.named("chat davinci")["attributes"]
        self.assertEqual(attributes["gen_ai.usage.input_tokens"], 10)
        self.assertEqual(attributes["gen_ai.usage.output_tokens"], 5)
        self.assertEqual(attributes["gen_ai.response.finish_reasons"], ["length", "length"])

    def test_tells_errors_and_puts_the_parent_back(self) -> None:
        with lapline.turn("Mine") as mine:
            chain = self.runs.start("chain", {}, name="c")
            tool = self.runs.start("tool", "", chain, name="T")
            self.runs.end("tool", tool, TimeoutError("slow"))
            self.runs.end("chain", chain, ValueError("bad"))
        tool_record, chain_record = self.named("execute_tool T"), self.named("chain c")
        self.assertEqual((tool_record["status"], chain_record["status"]), ("timeout", "error"))
        self.assertEqual(chain_record["parent_span_id"], mine.span_id)

    def test_survives_what_the_protocol_does_not_promise(self) -> None:
        run = uuid.uuid4()
        self.handler.on_llm_end(None, run_id=run)
        self.handler.on_tool_end(object(), run_id=run)
        self.handler.on_llm_new_token("x", run_id=run)
        self.handler.on_chain_start(5, None, run_id=run)
        self.handler.on_chain_end(None, run_id=run)
        self.handler.on_chain_end(None, run_id=run)
        self.assertEqual(len(self.records()), 1)

    def test_forgets_runs_whose_end_is_never_told(self) -> None:
        import contextvars

        with mock.patch.object(self.module, "_MAX_RUNS", 10):
            for _ in range(50):
                contextvars.copy_context().run(self.runs.start, "tool", "", None, name="T")
        self.assertEqual(len(self.handler._operations), 10)


@unittest.skipIf(CallbackManager is None, WHY)
class LangChainTest(TracedCase):
    def setUp(self) -> None:
        super().setUp()
        from lapline.integrations.langchain import LaplineCallbackHandler

        self.handler = LaplineCallbackHandler("ReturnAgent")
        self.config = {"callbacks": [self.handler]}

    def test_nests_the_functions_of_a_chain_run_by_either_door(self) -> None:
        @lapline.timed(name="lookup")
        def lookup(number: int) -> int:
            return number + 1

        def call(number: int) -> int:
            return lookup(number)

        chain = RunnableLambda(call).with_config(run_name="first") | RunnableLambda(lambda n: n * 2)
        self.assertEqual(chain.invoke(1, config=self.config), 4)
        self.assertEqual(asyncio.run(chain.ainvoke(1, config=self.config)), 4)
        records = self.records()
        for name, parent in (
            ("lookup", "chain first"),
            ("chain first", "invoke_agent ReturnAgent"),
        ):
            children = [r for r in records if r["name"] == name]
            parents = [r["span_id"] for r in records if r["name"] == parent]
            self.assertEqual([r["parent_span_id"] for r in children], parents)
            self.assertEqual(len(parents), 2)

    def test_hears_of_models_tools_and_retrievers_from_the_callback_manager(self) -> None:
        manager = CallbackManager.configure(inheritable_callbacks=[self.handler])
        chain = manager.on_chain_start({}, {"input": "boots"}, name="agent")
        below = chain.get_child()
        (model,) = below.on_chat_model_start({}, [[]], invocation_params={"model": "gpt-4o"})
        model.on_llm_new_token("a")
        model.on_llm_end(Result())
        tool = below.on_tool_start({"name": "SendEmail"}, "x")
        tool.on_tool_error(ValueError("bounced"))
        search = below.on_retriever_start({"name": "policies"}, "x")
        search.on_retriever_end([])
        chain.on_chain_end({})
        told = [(r["name"], r["step"], r["status"]) for r in self.records()]
        self.assertEqual(
            told,
            [
                ("first_token", "first_token", "ok"),
                ("generation", "generation", "ok"),
                ("chat gpt-4o", "total", "ok"),
                ("execute_tool SendEmail", "total", "error"),
                ("retrieval policies", "total", "ok"),
                ("invoke_agent ReturnAgent", "total", "ok"),
            ],
        )
        self.assertEqual(lapline.stats().problems, 0)
