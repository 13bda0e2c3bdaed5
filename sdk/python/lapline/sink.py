"""Finished lines to the log file: a list that one background thread writes out within milliseconds.

No lock is taken where lines come in: a signal handler or a finaliser may bring one in the middle of anything.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from typing import Callable, Optional

from .log_file import LogFile
from .warn import warn

#: Lines gather this long before they are written, so that a busy program pays one write for many.
GATHER_SECONDS = 0.005
#: At most this much waits, in characters; what comes beyond it is dropped and counted.
MAX_PENDING = 32 * 1024 * 1024
#: Beyond this much the program's own thread helps to write: it must not outrun the disk.
HELP_PENDING = 1024 * 1024
#: Below both of these nobody counts what waits.
HELP_LINES = 2_048
LONG_LINE = 10_000
_PATIENCE_SECONDS = 0.5
_RETRY_SECONDS = 0.5
_TICK_SECONDS = 1.0

#: Reasons not to open that pass; any other one switches tracing off.
_PASSING = {
    errno.ENOSPC,
    errno.EMFILE,
    errno.ENFILE,
    errno.EIO,
    errno.EINTR,
    errno.EAGAIN,
    errno.ENOMEM,
}
_PASSING |= {getattr(errno, name) for name in ("EDQUOT", "EFBIG", "ESTALE") if hasattr(errno, name)}


class Sink:
    """Owns the lines, the thread and the file."""

    def __init__(
        self,
        file: LogFile,
        on_fatal: Callable[[], None],
        on_tick: Callable[[], Optional[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.file = file
        self.written = 0
        #: Lines that were lost, exactly.
        self.dropped = 0
        self._on_fatal = on_fatal
        #: Called by the thread, at least once a second; may answer a line.
        self._on_tick = on_tick
        self._clock = clock
        self._lines: list[str] = []
        #: Characters that wait; None when it has to be counted again.
        self._waiting: Optional[int] = None
        self._patient_at = float("-inf")
        self._retry_at = float("-inf")
        self._has_written = False
        self._is_dead = False
        self._is_direct = False
        self._writing = threading.Lock()
        self._writer = 0
        self._starting = threading.Lock()
        # Reentrant, because a signal handler may lose a line while its thread counts another.
        self._counting = threading.RLock()
        # Raw locks as gates: giving one is never blocked and may be done from anywhere.
        self._gate = threading.Lock()
        self._gate.acquire()
        self._stop = threading.Lock()
        self._stop.acquire()
        self._is_awake = False
        self._thread: Optional[threading.Thread] = None

    def push(self, line: str) -> None:
        """Takes a line, newline included."""
        lines = self._lines
        if (len(lines) > HELP_LINES or len(line) > LONG_LINE) and not self._has_room(line):
            self._lost(1)
            return
        lines.append(line)
        if not self._is_awake:
            self.wake()

    @property
    def pending(self) -> int:
        """Lines that wait."""
        return len(self._lines)

    def wake(self) -> None:
        """Has the thread write what waits; writes at once where there can be no thread any more."""
        self._is_awake = not self._is_direct
        if self._is_direct:
            self.flush(0.0)
            return
        if self._thread is None:
            self._start()
        _give(self._gate)

    def retry(self) -> None:
        """The next flush tries, however short ago the last one failed."""
        self._retry_at = float("-inf")

    def flush(self, timeout: float, is_last: bool = False) -> bool:
        """Writes what waits, now, in this thread; gives up after `timeout` seconds. Answers whether all is written.

        A flush inside a flush of the same thread (a signal came) leaves the work to the outer one, unless it is the
        last: then the outer one never goes on. The batch under way may be written twice; readers count it once.
        """
        me = threading.get_ident()
        is_inner = self._writer == me
        if is_inner and not is_last:
            return False
        if not is_inner and not self._writing.acquire(timeout=timeout):
            return False
        self._writer = me
        try:
            while self._lines and self._clock() >= self._retry_at:
                self._write_batch()
        finally:
            if not is_inner:
                self._writer = 0
                self._writing.release()
        return not self._lines

    def pause(self) -> None:
        """Ends the thread (before a fork: a child has no use for it); the next line starts another."""
        thread = self._thread
        self._thread = None
        if thread is not None and thread.ident != threading.get_ident():
            _give(self._stop)
            _give(self._gate)
            thread.join(1.0)
            _await_exit(thread.native_id)
            self._stop.acquire(False)
        self._is_awake = False

    def close(self, timeout: float) -> None:
        """Writes what waits, one last time.

        Lines that come later are written by the thread that brings them.
        """
        self.pause()
        self._is_direct = True
        self._tick()
        self.retry()
        self.flush(timeout, is_last=True)
        lost = len(self._lines)
        if lost:
            self._drop(lost)
            warn(f"{self.dropped} lines were not written to {self.file.path}")

    def release(self) -> None:
        """Closes the file; nothing may come any more."""
        self._is_dead = True
        if self._writing.acquire(timeout=1.0):
            self.file.close()
            self._writing.release()

    def _start(self) -> None:
        if not self._starting.acquire(False):
            return
        try:
            thread = threading.Thread(target=self._run, name="lapline", daemon=True)
            thread.start()
            self._thread = thread
        except RuntimeError:
            # Threads cannot be started while the interpreter ends.
            self._is_direct = True
            self._is_awake = False
            self.flush(0.0)
        finally:
            self._starting.release()

    def _run(self) -> None:
        stop, gate = self._stop, self._gate
        while True:
            gate.acquire(True, _TICK_SECONDS)
            if stop.acquire(True, GATHER_SECONDS):
                return
            # Whoever brings a line from here on wakes us again.
            self._is_awake = False
            self._tick()
            self.flush(1.0)
            if self._is_dead:
                return

    def _tick(self) -> None:
        try:
            line = self._on_tick()
        except Exception:
            return
        if line is not None:
            self._lines.append(line)

    def _write_batch(self) -> None:
        # All of them: a busy program lets this thread run every few milliseconds only.
        batch = self._lines[:]
        if self._is_dead:
            self._drop(len(batch))
            return
        now = self._clock()
        try:
            count = self.file.write("".join(batch).encode("utf-8", "backslashreplace"), now)
        except OSError as failure:
            self._fail(failure, now)
            return
        except Exception as failure:
            self._fail(OSError(errno.EIO, str(failure)), now)
            return
        self._has_written = True
        self.written += count
        del self._lines[:count]
        self._waiting = None

    def _fail(self, failure: OSError, now: float) -> None:
        self._retry_at = now + _RETRY_SECONDS
        if self._has_written or failure.errno in _PASSING:
            warn(f"could not write to {self.file.path}, will go on trying: {failure}")
            return
        self._is_dead = True
        self.retry()
        self._drop(len(self._lines))
        self._on_fatal()
        warn(f"tracing is off, {self.file.path} cannot be written: {failure}")

    def _has_room(self, line: str) -> bool:
        """Whether `line` may wait too; the host's thread helps to write before it drops anything."""
        waiting = self._waiting
        waiting = sum(map(len, self._lines[:])) if waiting is None else waiting
        self._waiting = waiting = waiting + len(line)
        if waiting <= HELP_PENDING:
            return True
        now = self._clock()
        is_busy = now >= self._retry_at and not self.flush(0.0)
        if is_busy and waiting > MAX_PENDING and now >= self._patient_at:
            # The disk is slower than the program. It is waited for, but not for ever when it hangs.
            self._patient_at = now + (0 if self.flush(_PATIENCE_SECONDS) else _TICK_SECONDS)
        if self._waiting is not None and self._waiting > MAX_PENDING:
            self._waiting -= len(line)
            return False
        return not self._is_dead

    def _drop(self, count: int) -> None:
        del self._lines[:count]
        self._lost(count)
        self._waiting = None

    def _lost(self, count: int) -> None:
        with self._counting:
            self.dropped += count


def _give(gate: threading.Lock) -> None:
    try:
        gate.release()
    except RuntimeError:
        # It is open already.
        return


def _await_exit(thread_id: Optional[int]) -> None:
    """The kernel counts a thread for some microseconds after it was joined, and Python warns of forks by that count."""
    for _ in range(100):
        if not os.path.exists(f"/proc/self/task/{thread_id}"):
            return
        time.sleep(0.000_05)
