"""W1: a process killed with SIGKILL in the middle of writing loses no line that was written before."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import struct
import time
import unittest
from pathlib import Path
from typing import NoReturn

import lapline

from .support import FolderCase

ROUNDS = int(os.environ.get("LAPLINE_TEST_KILL_ROUNDS", "200"))
SIZES = (1, 16, 64)
COUNT = struct.Struct("<q")


@unittest.skipUnless(hasattr(os, "fork"), "this platform has no fork and no SIGKILL")
class KillTest(FolderCase):
    leaves_whole_lines = False

    def test_w1_keeps_every_line_ended_before_200_kills(self) -> None:
        random_ = random.Random(1)
        path = os.path.join(self.folder, "log.jsonl")
        told = [self.round(path, SIZES[number % len(SIZES)], random_) for number in range(ROUNDS)]
        lines = Path(path).read_bytes().split(b"\n")
        malformed, found, headers = 0, [set[int]() for _ in range(ROUNDS)], set()
        for text in lines[:-1]:
            try:
                record = json.loads(text)
            except ValueError:
                malformed += 1
                continue
            if record["metric"] == "run":
                headers.add(record["attributes"]["service.name"])
            else:
                found[record["attributes"]["round"]].add(record["attributes"]["number"])
        for number, count in enumerate(told):
            self.assertLessEqual(
                set(range(count)), found[number], f"round {number} had told of {count} lines"
            )
        self.assertEqual(headers, {f"round{number}" for number in range(ROUNDS)})
        self.assertLessEqual(malformed, ROUNDS)
        self.assertGreater(sum(told), ROUNDS)

    def test_w1_lines_reach_the_disk_without_being_asked_to(self) -> None:
        child = os.fork()
        if child == 0:
            lapline.start("alone", directory=self.folder, resources=False, signals=False)
            for name in ("first", "second"):
                with lapline.TimingContext(name):
                    pass
            signal.pause()
        try:
            for _ in range(3_000):
                if [record["name"] for record in self.lines()] == ["run alone", "first", "second"]:
                    return
                time.sleep(0.01)
            self.fail(f"nothing after half a minute: {self.lines()}")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def round(self, path: str, kilobytes: int, random_: random.Random) -> int:
        """Kills a writer at some moment after its first line; how many lines it had said were
        written.
        """
        self.number = getattr(self, "number", -1) + 1
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            self.write_for_ever(path, kilobytes, self.number, writer)
        os.close(writer)
        patience = random_.randint(1, 6)
        said = b""
        while len(said) < patience * COUNT.size:
            said += os.read(reader, 4_096)
        for _ in range(random_.randint(0, 3_000)):
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while select.select([reader], [], [], 0)[0] and (more := os.read(reader, 65_536)):
            said += more
        os.close(reader)
        whole = len(said) // COUNT.size * COUNT.size
        return int(COUNT.unpack(said[whole - COUNT.size : whole])[0])

    def write_for_ever(self, path: str, kilobytes: int, number: int, writer: int) -> NoReturn:
        try:
            lapline.start(
                f"round{number}", file=path, root=self.folder, resources=False, signals=False
            )
            texts = {f"text {n}": "x" * 15_500 for n in range(kilobytes // 16)} or {
                "text": "x" * 600
            }
            count = 0
            while True:
                for _ in range(3):
                    with lapline.TimingContext("line") as span:
                        span.annotate(texts, round=number, number=count)
                    count += 1
                if lapline.flush():
                    os.write(writer, COUNT.pack(count))
        finally:
            os._exit(1)
