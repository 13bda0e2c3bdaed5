"""@timed over generators and async generators: the span lasts as long as the iteration."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any

import lapline
from lapline import timed
from lapline.span import current

from .support import TracedCase


@timed
def count(stop: int) -> Generator[int, Any, str]:
    for number in range(stop):
        with lapline.step("item"):
            pass
        yield number
    return "done"


@timed
def echo() -> Generator[Any, Any, None]:
    said = None
    while True:
        try:
            said = yield said
        except KeyError:
            said = "caught"


@timed
async def stream(stop: int) -> AsyncIterator[int]:
    for number in range(stop):
        await asyncio.sleep(0)
        with lapline.step("item"):
            yield number


class GeneratorTest(TracedCase):
    def test_stays_a_generator_function(self) -> None:
        self.assertTrue(inspect.isgeneratorfunction(count))
        self.assertTrue(inspect.isasyncgenfunction(stream))

    def test_lasts_from_the_first_item_to_the_end_and_returns_its_value(self) -> None:
        def whole() -> Iterator[Any]:
            yield (yield from count(3))

        self.assertEqual(list(whole()), [0, 1, 2, "done"])
        record = self.named("count")
        self.assertEqual(record["status"], "ok")
        items = [r for r in self.records() if r["name"] == "item"]
        self.assertEqual({item["parent_span_id"] for item in items}, {record["span_id"]})
        self.assertEqual(len(items), 3)

    def test_writes_nothing_for_a_generator_that_is_never_asked(self) -> None:
        count(3)
        self.assertEqual(self.records(), [])

    def test_is_not_the_parent_of_what_its_consumer_does(self) -> None:
        @timed(name="consume")
        def consume() -> None:
            for _ in count(2):
                with lapline.TimingContext("consumed"):
                    pass

        consume()
        parent = self.named("consume")
        consumed = [r for r in self.records() if r["name"] == "consumed"]
        self.assertEqual({r["parent_span_id"] for r in consumed}, {parent["span_id"]})
        self.assertEqual(self.named("count")["parent_span_id"], parent["span_id"])

    def test_is_interrupted_when_its_consumer_stops_early(self) -> None:
        for _ in count(5):
            break
        record = self.named("count")
        self.assertEqual(record["status"], "interrupted")
        self.assertNotIn("error.type", record)

    def test_passes_on_what_is_sent_and_thrown(self) -> None:
        generator = echo()
        self.assertIsNone(next(generator))
        self.assertEqual(generator.send("a"), "a")
        self.assertEqual(generator.throw(KeyError("x")), "caught")
        self.assertEqual(generator.send("b"), "b")
        generator.close()
        self.assertEqual(self.only()["status"], "interrupted")

    def test_records_the_error_that_ends_it(self) -> None:
        @timed
        def fail() -> Iterator[int]:
            yield 1
            raise ValueError("broken stream")

        generator = fail()
        next(generator)
        with self.assertRaisesRegex(ValueError, "broken stream"):
            next(generator)
        self.assertEqual(self.only()["error.message"], "broken stream")

    def test_tells_an_error_while_closing(self) -> None:
        @timed
        def fail() -> Iterator[int]:
            try:
                yield 1
            finally:
                raise ValueError("close")

        generator = fail()
        next(generator)
        with self.assertRaisesRegex(ValueError, "close"):
            generator.close()  # type: ignore[attr-defined]
        self.assertEqual(self.only()["status"], "error")

    def test_answers_a_close_with_the_value_of_python_3_13(self) -> None:
        @timed
        def total() -> Generator[int, None, Any]:
            try:
                yield 1
            except GeneratorExit:
                return "sum"

        generator = total()
        next(generator)
        answer = generator.close()  # type: ignore[func-returns-value]
        self.assertEqual(answer, "sum" if sys.version_info >= (3, 13) else None)

    def test_ends_with_its_own_parent_when_resumed_elsewhere(self) -> None:
        generator = count(2)
        with lapline.TimingContext("first"):
            next(generator)
        with lapline.TimingContext("second"):
            list(generator)
        self.assertIsNone(current.get())
        self.assertEqual(self.named("count")["parent_span_id"], self.named("first")["span_id"])
        self.assertNotIn("parent_span_id", self.named("second"))


class AsyncGeneratorTest(TracedCase):
    def test_lasts_over_the_whole_iteration(self) -> None:
        async def consume() -> list[int]:
            return [number async for number in stream(3)]

        self.assertEqual(asyncio.run(consume()), [0, 1, 2])
        record = self.named("stream")
        self.assertEqual(record["status"], "ok")
        items = [r for r in self.records() if r["name"] == "item"]
        self.assertEqual({item["parent_span_id"] for item in items}, {record["span_id"]})

    def test_keeps_two_streams_of_one_loop_apart(self) -> None:
        async def consume() -> None:
            async def one(name: str) -> None:
                with lapline.TimingContext(name):
                    async for _ in stream(5):
                        pass

            await asyncio.gather(one("a"), one("b"))

        asyncio.run(consume())
        parents = [r["parent_span_id"] for r in self.records() if r["name"] == "stream"]
        self.assertEqual(
            sorted(parents), sorted([self.named("a")["span_id"], self.named("b")["span_id"]])
        )

    def test_is_interrupted_when_closed_early(self) -> None:
        async def consume() -> None:
            generator = stream(5)
            async for _ in generator:
                break
            await generator.aclose()  # type: ignore[attr-defined]

        asyncio.run(consume())
        self.assertEqual(self.named("stream")["status"], "interrupted")

    def test_passes_on_what_is_sent_and_thrown(self) -> None:
        @timed
        async def echo_later() -> Any:
            said = None
            while True:
                try:
                    said = yield said
                except KeyError:
                    said = "caught"

        async def talk() -> list[Any]:
            generator = echo_later()
            return [
                await generator.__anext__(),
                await generator.asend("a"),
                await generator.athrow(KeyError("x")),
                await generator.aclose(),
            ]

        self.assertEqual(asyncio.run(talk()), [None, "a", "caught", None])

    def test_runs_untraced_when_tracing_is_off(self) -> None:
        lapline.shutdown()

        async def consume() -> list[int]:
            return [number async for number in stream(2)]

        self.assertEqual((asyncio.run(consume()), list(count(2))), ([0, 1], [0, 1]))
        self.assertEqual(self.logs(), [])
