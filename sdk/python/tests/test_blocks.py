"""TimingContext and the named operations, as blocks and over functions."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError as FuturesCancelled
from typing import Any

import lapline
from lapline import TimingContext

from .support import TracedCase, line_of


class BlockTest(TracedCase):
    def test_stands_on_the_line_that_opens_it(self) -> None:
        with TimingContext("load"):  # the block
            pass
        record = self.only()
        self.assertEqual(record["code.line.number"], line_of("# the block", __file__))
        self.assertEqual(record["code.file.path"], "tests/test_blocks.py")
        self.assertIn(
            record["code.function.name"],
            (
                "BlockTest.test_stands_on_the_line_that_opens_it",
                "test_stands_on_the_line_that_opens_it",
            ),
        )

    def test_gives_its_body_the_span(self) -> None:
        with TimingContext("load", metric="db_query") as span:
            span.annotate({"db.system.name": "sqlite"}, rows=3)
            span.correlate(session_id="s", order_id=77893)
        record = self.only()
        self.assertEqual(record["attributes"], {"db.system.name": "sqlite", "rows": 3})
        self.assertEqual((record["session_id"], record["order_id"]), ("s", "77893"))
        self.assertEqual((record["span_id"], record["trace_id"]), (span.span_id, span.trace_id))

    def test_times_async_blocks(self) -> None:
        async def main() -> None:
            async with TimingContext("outer"):
                await asyncio.sleep(0)
                async with TimingContext("inner"):
                    await asyncio.sleep(0)

        asyncio.run(main())
        self.assertEqual(self.named("inner")["parent_span_id"], self.named("outer")["span_id"])

    def test_may_be_shared_by_threads_and_nested_in_itself(self) -> None:
        shared = TimingContext("shared")
        both_inside = threading.Barrier(2)

        def work() -> None:
            with shared as outer:
                both_inside.wait()
                with shared:
                    pass
                both_inside.wait()
                outer.annotate(thread=threading.get_ident())

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        records = self.records()
        outers = {r["span_id"]: r for r in records if "attributes" in r}
        inners = [r for r in records if "attributes" not in r]
        self.assertEqual(len(outers), 2)
        self.assertEqual(sorted(r["parent_span_id"] for r in inners), sorted(outers))
        self.assertTrue(
            all(r["trace_id"] == outers[r["parent_span_id"]]["trace_id"] for r in inners)
        )

    def test_tells_errors_timeouts_and_interruptions_apart(self) -> None:
        class APITimeoutError(Exception):
            pass

        cases: list[tuple[BaseException, str]] = [
            (RuntimeError("x"), "error"),
            (TimeoutError("slow"), "timeout"),
            (asyncio.TimeoutError(), "timeout"),
            (APITimeoutError("model"), "timeout"),
            (asyncio.CancelledError(), "interrupted"),
            (FuturesCancelled(), "interrupted"),
            (KeyboardInterrupt(), "interrupted"),
            (SystemExit(3), "interrupted"),
        ]
        for error, _ in cases:
            with self.assertRaises(type(error)):
                with TimingContext("case"):
                    raise error
        records = self.records()
        self.assertEqual([r["status"] for r in records], [status for _, status in cases])
        self.assertEqual(["error.type" in r for r in records], [True] * 4 + [False] * 4)

    def test_marks_an_error_without_an_exception(self) -> None:
        with lapline.tool("CreateRMA"):
            lapline.mark_error("DATA_ERR", "no such order")
        record = self.only()
        self.assertEqual((record["status"], record["error.type"]), ("error", "DATA_ERR"))
        self.assertEqual(record["error.message"], "no such order")

    def test_caps_the_sites_of_names_made_at_run_time(self) -> None:
        from lapline import block

        for number in range(block._MAX_SITES + 10):
            with TimingContext(f"order {number}"):
                pass
        self.assertLessEqual(len(block._sites), block._MAX_SITES)
        self.assertEqual(len(self.records()), block._MAX_SITES + 10)

    def test_does_nothing_outside_of_spans(self) -> None:
        lapline.annotate({"a": 1})
        lapline.correlate(session_id="s")
        lapline.mark_error("X")
        self.assertEqual(self.records(), [])

    def test_survives_hostile_arguments(self) -> None:
        class Loud:
            def __str__(self) -> str:
                raise RuntimeError("no")

        hostile: Any = Loud()
        with TimingContext("hostile") as span:
            span.annotate(5)
            span.correlate(session_id=hostile)
            span.annotate({"fine": 1})
        with TimingContext(["unhashable"]):  # type: ignore[arg-type]
            pass
        with TimingContext("unhashable values", attributes={"list": [1]}):
            pass
        self.assertEqual(self.named("hostile")["attributes"], {"fine": 1})
        self.assertEqual(self.named("unhashable values")["attributes"], {"list": [1]})

    def test_keeps_fixed_attributes_of_one_line_apart(self) -> None:
        for value in (1, True, 1.5, "1", 1):
            with TimingContext("x", attributes={"value": value}):
                pass
        self.assertEqual(
            [repr(r["attributes"]["value"]) for r in self.records()],
            ["1", "True", "1.5", "'1'", "1"],
        )


class LapTest(TracedCase):
    def test_names_operations_as_opentelemetry_does(self) -> None:
        laps: Any = {
            "turn": (lapline.turn("ReturnAgent"), "turn", "invoke_agent ReturnAgent", "total"),
            "iteration": (lapline.iteration(), "iteration", "iteration", "total"),
            "model": (lapline.model_call("gpt-4o"), "llm_call", "chat gpt-4o", "total"),
            "tool": (
                lapline.tool("SendEmail"),
                "tool_execution",
                "execute_tool SendEmail",
                "total",
            ),
            "query": (lapline.query("orders"), "db_query", "orders", "total"),
            "transaction": (lapline.transaction("rma"), "db_transaction", "rma", "total"),
            "connection": (lapline.connection("pool"), "db_connection", "pool", "total"),
            "commit": (lapline.commit("rma"), "db_commit", "rma", "total"),
            "rollback": (lapline.rollback("rma"), "db_rollback", "rma", "total"),
            "retrieval": (
                lapline.retrieval("policies"),
                "rag_query",
                "retrieval policies",
                "total",
            ),
            "startup": (lapline.startup("database"), "startup", "startup database", "database"),
            "formatting": (lapline.formatting("answer"), "response_formatting", "answer", "total"),
        }
        for lap, *_ in laps.values():
            with lap:
                pass
        told = [(r["metric"], r["name"], r["step"]) for r in self.records()]
        self.assertEqual(told, [(metric, name, step) for _, metric, name, step in laps.values()])

    def test_gives_a_step_the_metric_and_tool_around_it(self) -> None:
        @lapline.step("fraud_flag_check")
        def check() -> None:
            return None

        with lapline.tool("CheckEligibility"):
            check()
            with lapline.step("outer"):
                with lapline.step("inner"):
                    pass
        with lapline.model_call("m"):
            check()
        check()
        told = [
            (r["metric"], r["step"], r["name"], r.get("tool_name"))
            for r in self.records()
            if r["step"] != "total"
        ]
        self.assertEqual(
            told,
            [
                ("tool_execution", "fraud_flag_check", "fraud_flag_check", "CheckEligibility"),
                ("tool_execution", "inner", "inner", "CheckEligibility"),
                ("tool_execution", "outer", "outer", "CheckEligibility"),
                ("llm_call", "fraud_flag_check", "fraud_flag_check", None),
                ("span", "fraud_flag_check", "fraud_flag_check", None),
            ],
        )

    def test_decorates_every_kind_of_function(self) -> None:
        @lapline.tool("Wait", attributes={"gen_ai.tool.name": "Wait"})
        async def wait() -> int:  # the tool
            return 1

        self.assertEqual(asyncio.run(wait()), 1)
        record = self.only()
        self.assertEqual(record["code.line.number"], line_of("# the tool", __file__) - 1)
        self.assertEqual(record["attributes"], {"gen_ai.tool.name": "Wait"})

    def test_correlates_what_starts_below_and_afterwards(self) -> None:
        with lapline.turn("Agent"):
            with lapline.step("before"):
                pass
            lapline.correlate(session_id="550e8400")
            with lapline.tool("T"):
                lapline.correlate(order_id="77893")
                with lapline.step("below"):
                    pass
            with lapline.step("after"):
                pass
        told = {r["name"]: (r.get("session_id"), r.get("order_id")) for r in self.records()}
        self.assertEqual(
            told,
            {
                "before": (None, None),
                "below": ("550e8400", "77893"),
                "execute_tool T": ("550e8400", "77893"),
                "after": ("550e8400", None),
                "invoke_agent Agent": ("550e8400", None),
            },
        )
