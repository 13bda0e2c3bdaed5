"""A file system whose calls fail on demand, and a sink that writes only when it is told to."""

from __future__ import annotations

import errno
import os
from typing import Callable, Optional

from lapline.file_system import FileSystem, Identity
from lapline.log_file import LogFile
from lapline.sink import Sink


class FaultyFileSystem(FileSystem):
    """Counts its calls; those that `fault` names fail, and writes may be cut short.

    `fault(call, number)` answers None (works), an errno (fails) or, for writes, minus the bytes to
    write.
    """

    def __init__(self, fault: Callable[[str, int], Optional[int]]) -> None:
        self.calls = 0
        self._fault = fault

    def make_directory(self, path: str) -> None:
        self._call("mkdir")
        super().make_directory(path)

    def open_log(self, directory: str, name: str, exclusive: bool) -> int:
        self._call("open")
        return super().open_log(directory, name, exclusive)

    def ends_in_fragment(self, descriptor: int) -> bool:
        self._call("read")
        return super().ends_in_fragment(descriptor)

    def write(self, descriptor: int, data: memoryview) -> int:
        short = self._call("write")
        return super().write(descriptor, data if short is None else data[:short])

    def identity_at(self, path: str) -> Optional[Identity]:
        self._call("stat")
        return super().identity_at(path)

    def _call(self, call: str) -> Optional[int]:
        self.calls += 1
        answer = self._fault(call, self.calls)
        if answer is None:
            return None
        if answer > 0:
            raise OSError(answer, os.strerror(answer))
        return -answer


class StillSink(Sink):
    """Has no thread: `flush` is the only writer."""

    def wake(self) -> None:
        self._is_awake = False


class Clock:
    """Monotonic seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def line(text: str) -> str:
    """A line as the sink takes it."""
    return f'{{"v":1,"metric":"span","name":"{text}"}}\n'


def make_sink(
    folder: str,
    file_system: FileSystem,
    clock: Clock,
    off: Callable[[], None] = lambda: None,
    is_shared: bool = False,
) -> StillSink:
    """A sink on `folder`/log.jsonl with a header of its own kind."""
    file = LogFile(folder, "log.jsonl", lambda: line("header"), is_shared, file_system)
    return StillSink(file, off, lambda: None, clock)


TRANSIENT = (errno.ENOSPC, errno.EIO)
