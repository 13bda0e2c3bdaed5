"""What a span costs: nanoseconds of CPU time of the whole process per span, its line in the file, against alternatives.

`python bench.py [--short] [--rounds=N] [--json]`. Every variant runs in a process of its own; the processes are interleaved, a round
after the other, and the medians of the rounds are told, with the lines each variant wrote for the operations it was
given. A variant whose library is missing is named as left out.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable

OPERATIONS = 60_000
SIX = {
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.input_tokens": 812,
    "gen_ai.usage.output_tokens": 64,
    "lapline.tokens_per_second": 41.5,
    "lapline.cached": True,
    "lapline.outcome": "answered",
}

Work = Callable[[], None]
Variant = Callable[[str], tuple[Work, Work]]


def work() -> None:
    """The operation that is measured: nothing."""


def bare(folder: str) -> tuple[Work, Work]:
    """A pair of time.perf_counter_ns calls; writes nothing."""

    def operation() -> None:
        started = time.perf_counter_ns()
        work()
        _ = time.perf_counter_ns() - started

    return operation, _nothing


def timed(folder: str) -> tuple[Work, Work]:
    """@timed, attributes fixed per site."""
    import lapline

    lapline.start("bench", directory=folder, resources=False)
    return lapline.timed(tool_name="CheckEligibility", attributes=SIX)(work), _flush


def timed_annotated(folder: str) -> tuple[Work, Work]:
    """@timed, six attributes set per call."""
    import lapline

    lapline.start("bench", directory=folder, resources=False)

    @lapline.timed(tool_name="CheckEligibility")
    def operation() -> None:
        lapline.annotate(SIX)

    return operation, _flush


def block(folder: str) -> tuple[Work, Work]:
    """`with lapline.step(...)`, line of the caller."""
    import lapline

    lapline.start("bench", directory=folder, resources=False)

    def operation() -> None:
        with lapline.step("window_check"):
            work()

    return operation, _flush


def switched_off(folder: str) -> tuple[Work, Work]:
    """@timed under LAPLINE_DISABLED=1; writes nothing."""
    os.environ["LAPLINE_DISABLED"] = "1"
    import lapline

    return lapline.timed(tool_name="CheckEligibility")(work), _nothing


def logging_json(folder: str) -> tuple[Work, Work]:
    """logging with a JSON formatter to a file, duration and source line included."""
    import logging

    class JsonFormatter(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            told = {
                "timestamp": self.formatTime(record),
                "level": record.levelname,
                "name": record.getMessage(),
                "code.file.path": record.pathname,
                "code.line.number": record.lineno,
                "code.function.name": record.funcName,
                **getattr(record, "told", {}),
            }
            return json.dumps(told)

    handler = logging.FileHandler(os.path.join(folder, "logging.jsonl"))
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("bench")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    def operation() -> None:
        started = time.perf_counter_ns()
        work()
        duration = (time.perf_counter_ns() - started) / 1e6
        logger.info("execute_tool", extra={"told": {"duration_ms": duration, "attributes": SIX}})

    return operation, handler.flush


def opentelemetry_lines(folder: str) -> tuple[Work, Work]:
    """opentelemetry-sdk, batch processor (queue as long as the run), JSON-lines exporter, six attributes."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class LinesExporter(SpanExporter):  # type: ignore[misc]
        def export(self, spans: Any) -> Any:
            with open(os.path.join(folder, "otel.jsonl"), "a", encoding="utf-8") as log:
                log.writelines(span.to_json(indent=None) + "\n" for span in spans)
            return SpanExportResult.SUCCESS

    return _opentelemetry(LinesExporter())


def opentelemetry_nothing(folder: str) -> tuple[Work, Work]:
    """The same with an exporter that does nothing."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class NothingExporter(SpanExporter):  # type: ignore[misc]
        def export(self, spans: Any) -> Any:
            return SpanExportResult.SUCCESS

    return _opentelemetry(NothingExporter())


def _opentelemetry(exporter: Any) -> tuple[Work, Work]:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=2 * OPERATIONS))
    tracer = provider.get_tracer("bench")

    def operation() -> None:
        with tracer.start_as_current_span("execute_tool", attributes=SIX):
            work()

    return operation, provider.force_flush


def _nothing() -> None:
    return None


def _flush() -> None:
    import lapline

    lapline.flush(60)


VARIANTS: tuple[Variant, ...] = (
    bare,
    timed,
    timed_annotated,
    block,
    switched_off,
    logging_json,
    opentelemetry_lines,
    opentelemetry_nothing,
)


def measure(name: str, operations: int) -> None:
    """Child: one round of one variant; prints nanoseconds of CPU time per operation and lines written."""
    folder = tempfile.mkdtemp(prefix="lapline-bench-")
    try:
        operation, flush = next(v for v in VARIANTS if v.__name__ == name)(folder)
        for _ in range(1_000):
            operation()
        flush()
        before = time.process_time_ns()
        for _ in range(operations):
            operation()
        flush()
        spent = time.process_time_ns() - before
        lines = sum(path.read_bytes().count(b"\n") for path in Path(folder).iterdir())
        headers = 1 if name in ("timed", "timed_annotated", "block") else 0
        print(json.dumps({"ns": spent / operations, "lines": max(0, lines - headers - 1_000)}))
    finally:
        shutil.rmtree(folder)


def measure_all(rounds: int, operations: int) -> dict[str, Any]:
    """Parent: the rounds, interleaved; medians of nanoseconds per operation and of lines written per operation."""
    told: dict[str, list[dict[str, float]]] = {variant.__name__: [] for variant in VARIANTS}
    left_out: dict[str, str] = {}
    for _ in range(rounds):
        for name in told:
            child = [sys.executable, __file__, "--variant", name, str(operations)]
            done = subprocess.run(child, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                told[name].append(json.loads(done.stdout))
            else:
                left_out[name] = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    variants = [
        {
            "name": variant.__name__,
            "what": variant.__doc__,
            "ns": statistics.median(entry["ns"] for entry in told[variant.__name__]),
            "lines": statistics.median(entry["lines"] for entry in told[variant.__name__]) / operations,
        }
        for variant in VARIANTS
        if told[variant.__name__]
    ]
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "rounds": rounds,
        "operations": operations,
        "variants": variants,
        "left_out": left_out,
    }


def print_table(result: dict[str, Any]) -> None:
    """For people."""
    print(
        f"Python {result['python']}, {result['rounds']} rounds of {result['operations']} operations,"
        " medians of CPU time\n"
    )
    print(f"{'variant':24} {'ns/operation':>13} {'of timed':>9} {'lines written':>14}")
    base = next(entry["ns"] for entry in result["variants"] if entry["name"] == "timed")
    for entry in result["variants"]:
        ratio = entry["ns"] / base
        print(f"{entry['name']:24} {entry['ns']:13,.0f} {ratio:9.2f} {entry['lines']:13.1%}")
    for name, reason in result["left_out"].items():
        print(f"{name:24} left out: {reason}")


def main() -> None:
    """Parent."""
    rounds, operations = (3, 6_000) if "--short" in sys.argv else (9, OPERATIONS)
    for argument in sys.argv:
        if argument.startswith("--rounds="):
            rounds = max(1, int(argument[len("--rounds=") :]))
    result = measure_all(rounds, operations)
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        print_table(result)


if __name__ == "__main__":
    if "--variant" in sys.argv:
        at = sys.argv.index("--variant")
        measure(sys.argv[at + 1], int(sys.argv[at + 2]))
    else:
        main()
