"""@timed over everything that can be called."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lapline
from lapline import timed

from .support import TracedCase, line_of


class Ledger:
    @timed
    def total(self, amount: int) -> int:  # Ledger.total
        return amount + 1

    @timed
    @classmethod
    def above_class(cls) -> str:
        return cls.__name__

    @classmethod
    @timed
    def below_class(cls) -> str:
        return cls.__name__

    @timed
    @staticmethod
    def above_static(value: int) -> int:
        return value

    @staticmethod
    @timed
    def below_static(value: int) -> int:
        return value


@timed  # bare function
def bare(a: int, b: int = 2, *, c: int = 3) -> int:
    """The doc."""
    return a + b + c


@timed(
    metric="tool_execution",
    tool_name="CheckEligibility",
    attributes={"gen_ai.tool.name": "CheckEligibility"},
)
def tool(order: str) -> str:
    return order


@timed
async def wait(value: int) -> int:
    await asyncio.sleep(0)
    return value


class TimedTest(TracedCase):
    def test_records_the_first_line_file_and_name_of_a_bare_function(self) -> None:
        self.assertEqual(bare(1), 6)
        record = self.only()
        self.assertEqual(record["code.file.path"], "tests/test_timed.py")
        self.assertEqual(record["code.line.number"], line_of("@timed  # bare function", __file__))
        self.assertEqual(record["code.function.name"], "bare")
        self.assertEqual(
            (record["name"], record["metric"], record["step"]), ("bare", "span", "total")
        )
        self.assertEqual(record["status"], "ok")
        self.assertNotIn("parent_span_id", record)

    def test_takes_metric_tool_step_name_and_attributes(self) -> None:
        tool("77893")
        timed(metric="rag_query", step="search", name="policies")(lambda: None)()
        first, second = self.records()
        self.assertEqual(first["name"], "execute_tool CheckEligibility")
        self.assertEqual(first["tool_name"], "CheckEligibility")
        self.assertEqual(first["attributes"], {"gen_ai.tool.name": "CheckEligibility"})
        self.assertEqual(
            (second["metric"], second["step"], second["name"]), ("rag_query", "search", "policies")
        )

    def test_names_a_part_after_its_step_and_a_tool_after_the_tool(self) -> None:
        timed(step="load")(lambda: None)()
        timed(tool_name="SendEmail")(lambda: None)()
        self.assertEqual([r["name"] for r in self.records()], ["load", "execute_tool SendEmail"])
        self.assertEqual(self.records()[1]["metric"], "tool_execution")

    def test_times_methods_class_methods_and_static_methods_in_either_order(self) -> None:
        ledger = Ledger()
        self.assertEqual(ledger.total(1), 2)
        self.assertEqual((Ledger.above_class(), ledger.below_class()), ("Ledger", "Ledger"))
        self.assertEqual((ledger.above_static(7), Ledger.below_static(8)), (7, 8))
        names = [record["code.function.name"] for record in self.records()]
        self.assertEqual(
            names,
            [
                "Ledger.total",
                "Ledger.above_class",
                "Ledger.below_class",
                "Ledger.above_static",
                "Ledger.below_static",
            ],
        )

    def test_keeps_signature_name_doc_and_kind(self) -> None:
        self.assertEqual(
            str(inspect.signature(bare)), "(a: 'int', b: 'int' = 2, *, c: 'int' = 3) -> 'int'"
        )
        self.assertEqual((bare.__name__, bare.__doc__), ("bare", "The doc."))
        self.assertTrue(inspect.iscoroutinefunction(wait))
        self.assertTrue(asyncio.iscoroutinefunction(wait))
        self.assertFalse(inspect.iscoroutinefunction(bare))

    def test_passes_exceptions_on_unchanged_and_records_them(self) -> None:
        error = ValueError("no such order")

        @timed
        def fail() -> None:
            raise error

        with self.assertRaises(ValueError) as caught:
            fail()
        self.assertIs(caught.exception, error)
        record = self.only()
        self.assertEqual((record["status"], record["error.type"]), ("error", "ValueError"))
        self.assertEqual(record["error.message"], "no such order")
        self.assertIn(f'File "{__file__}", line ', record["exception.stacktrace"])
        self.assertNotIn("lapline/wrap.py", record["exception.stacktrace"])

    def test_gives_children_their_parent_and_trace(self) -> None:
        @timed
        def inner() -> None:
            return None

        @timed
        def outer() -> None:
            inner()
            inner()

        outer()
        first, second, parent = self.records()
        self.assertEqual({first["parent_span_id"], second["parent_span_id"]}, {parent["span_id"]})
        self.assertEqual(len({record["trace_id"] for record in (first, second, parent)}), 1)
        self.assertEqual(len({record["span_id"] for record in (first, second, parent)}), 3)
        self.assertGreaterEqual(parent["duration_ms"], first["duration_ms"] + second["duration_ms"])

    def test_restores_the_parent_after_an_exception(self) -> None:
        @timed
        def fail() -> None:
            raise KeyError("x")

        @timed
        def outer() -> None:
            for _ in range(2):
                with self.assertRaises(KeyError):
                    fail()

        outer()
        first, second, parent = self.records()
        self.assertEqual(
            [first["parent_span_id"], second["parent_span_id"]], [parent["span_id"]] * 2
        )

    def test_times_what_has_no_code_object(self) -> None:
        class Callable:
            def __call__(self, value: int) -> int:
                return value

        self.assertEqual(timed(len)([1, 2]), 2)
        self.assertEqual(timed(functools.partial(bare, 1))(), 6)
        self.assertEqual(timed(Callable())(5), 5)
        names = [record["name"] for record in self.records()]
        self.assertEqual(names, ["len", "bare", "partial", "Callable"])

    def test_leaves_classes_properties_and_values_as_they_are(self) -> None:
        for thing in (Ledger, property(lambda self: 1), 5, None):
            self.assertIs(timed()(thing), thing)  # type: ignore[type-var]

    def test_survives_arguments_of_a_wrong_type(self) -> None:
        broken: Any = timed(attributes="not a mapping")  # type: ignore[call-overload]
        self.assertEqual(broken(bare)(1), 6)
        self.assertGreaterEqual(lapline.stats().problems, 1)


class ConcurrencyTest(TracedCase):
    def test_gives_asyncio_tasks_the_parent_they_were_started_under(self) -> None:
        @timed
        async def outer() -> list[int]:
            return list(await asyncio.gather(*(wait(n) for n in range(20))))

        self.assertEqual(asyncio.run(outer()), list(range(20)))
        *children, parent = self.records()
        self.assertEqual({child["parent_span_id"] for child in children}, {parent["span_id"]})
        self.assertEqual(len(children), 20)

    def test_starts_a_trace_of_its_own_in_a_thread_unless_the_context_is_copied(self) -> None:
        @timed
        def work() -> None:
            return None

        @timed
        def outer() -> None:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(work).result()
                pool.submit(contextvars.copy_context().run, work).result()

        outer()
        alone, inherited, parent = self.records()
        self.assertNotIn("parent_span_id", alone)
        self.assertNotEqual(alone["trace_id"], parent["trace_id"])
        self.assertEqual(inherited["parent_span_id"], parent["span_id"])

    def test_gives_every_span_of_eight_threads_an_id_of_its_own(self) -> None:
        @timed
        def work() -> None:
            return None

        def many() -> None:
            for _ in range(1_000):
                work()

        threads = [threading.Thread(target=many) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ids = [record["span_id"] for record in self.records()]
        self.assertEqual((len(ids), len(set(ids))), (8_000, 8_000))
        self.assertEqual(lapline.stats().dropped, 0)
