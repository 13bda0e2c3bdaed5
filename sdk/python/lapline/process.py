"""This process's run: started by its first span, ended at exit, by a signal or by `shutdown`; begun anew in a fork."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any, NamedTuple, Optional

from . import ids, warn
from .git import GitState, read_git
from .header import header_line
from .log_file import LogFile
from .settings import Settings, log_name, resolve
from .sink import Sink
from .span import interrupt_open, open_spans
from .state import Run, state
from .usage import Usage

#: Spans whose task was given up never end: beyond this many open ones the oldest are forgotten.
MAX_OPEN = 100_000
_EXIT_SECONDS = 2.0
_FORK_SECONDS = 0.5
_SIGNALS = ("SIGTERM", "SIGHUP")


class Stats(NamedTuple):
    """What became of the lines of this run so far."""

    written: int
    pending: int
    dropped: int
    #: Times that Lapline itself failed.
    problems: int


_sink: Optional[Sink] = None
#: The arguments of `start`, for the run that a forked child begins.
_settings: Optional[Settings] = None
_git: Optional[GitState] = None
_beginning = threading.RLock()
_is_hooked = False


def start(
    service: Optional[str] = None,
    *,
    version: Optional[str] = None,
    directory: Optional[str] = None,
    root: Optional[str] = None,
    file: Optional[str] = None,
    conversation: Optional[str] = None,
    cold: bool = True,
    resources: bool = True,
    signals: bool = True,
    redact: bool = True,
    enabled: bool = True,
) -> None:
    """Configures and begins the run. Optional: without it the first span begins one with what the environment says.

    service name in the log and its file name; the script's unless given (OTEL_SERVICE_NAME wins) version version of the
    service directory folder of the log files, `.lapline` under the root unless given (LAPLINE_DIR wins) root folder
    that recorded paths are relative to; the working directory unless given file one file that several processes append
    to, in place of one file for each conversation name of the sample conversation this process runs cold False when the
    process found its data ready resources resource lines while spans run and at each turn's end (LAPLINE_RESOURCES=0)
    signals open spans are written when SIGTERM or SIGHUP ends the process; only where the default handler is in place
    and begun in the main thread (LAPLINE_SIGNALS=0) redact secrets and e-mail addresses are taken out of every string
    (LAPLINE_REDACT=0) enabled False switches tracing off, as LAPLINE_DISABLED=1 and OTEL_SDK_DISABLED=true do

    A run that has begun goes on: a second start changes nothing. Never raises.
    """
    global _settings
    if not enabled:
        shutdown()
        return
    if not state.allowed:
        return
    try:
        with _beginning:
            if _sink is None:
                _settings = resolve(
                    os.environ,
                    service=service,
                    version=version,
                    directory=directory,
                    root=root,
                    file=file,
                    conversation=conversation,
                    cold=cold,
                    resources=resources,
                    signals=signals,
                    redact=redact,
                )
                state.on = True
                _begin()
    except Exception as failure:
        _give_up(failure)


def flush(timeout: float = 5.0) -> bool:
    """Writes every finished operation to the file now.

    Answers whether all of them are there within `timeout` seconds.
    """
    sink = _sink
    if sink is None:
        return True
    sink.retry()
    return sink.flush(timeout)


def shutdown(timeout: float = _EXIT_SECONDS) -> None:
    """Writes what is left, open spans as interrupted, closes the file; tracing is off until the next `start`."""
    global _sink
    with _beginning:
        state.on = False
        sink, _sink = _sink, None
        if sink is None:
            return
        interrupt_open()
        sink.close(timeout)
        sink.release()
        state.run = None


def stats() -> Stats:
    """Counts of this run's lines; all zero when there is none."""
    sink = _sink
    if sink is None:
        return Stats(0, 0, 0, state.problems)
    return Stats(sink.written, sink.pending, sink.dropped, state.problems)


def log_path() -> Optional[str]:
    """The file of this run; None when there is none."""
    return None if _sink is None else _sink.file.path


def _begin() -> None:
    """Begins a run unless there is one; nothing is opened yet, the sink's thread does that."""
    global _sink, _settings
    with _beginning:
        if _sink is not None:
            return
        settings = _settings = _settings or resolve(os.environ)
        run = Run(ids.new_trace_id(), settings.root)

        def header() -> str:
            return header_line(settings, run.run_id, _git_state(settings.root), time.time_ns())

        usage = Usage() if settings.has_resources else None

        def tick() -> Optional[str]:
            while len(open_spans) > MAX_OPEN:
                open_spans.pop(next(iter(open_spans)), None)
            return None if usage is None else usage.line()

        def turn_ended() -> None:
            if usage is not None:
                usage.is_due = True

        name = settings.file_name or log_name(settings.service_name, time.time(), os.getpid())
        file = LogFile(settings.directory, name, header, is_shared=settings.file_name is not None)
        _sink = sink = Sink(file, _switch_off, tick)
        state.capture_content = settings.captures_content
        state.redact_text = settings.redacts
        state.turn_ended = turn_ended
        state.problems = 0
        state.sink = sink
        state.run_text = f',"run_id":"{run.run_id}"'
        state.run = run
        _hook(settings)


def _git_state(root: str) -> GitState:
    global _git
    if _git is None:
        _git = read_git(root)
    return _git


def _switch_off() -> None:
    state.on = False


def _give_up(failure: Exception) -> None:
    state.on = False
    warn.warn(f"tracing is off, it could not start: {failure}")


def _begin_or_give_up() -> None:
    try:
        _begin()
    except Exception as failure:
        _give_up(failure)


def _hook(settings: Settings) -> None:
    global _is_hooked
    if not _is_hooked:
        _is_hooked = True
        atexit.register(_at_exit)
    if settings.has_signals and threading.current_thread() is threading.main_thread():
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _on_signal)
    _finish_with_multiprocessing()


def _finish_with_multiprocessing() -> None:
    """Children of multiprocessing leave by os._exit and run no exit handlers, but they run its finalizers."""
    util: Any = sys.modules.get("multiprocessing.util")
    process: Any = sys.modules.get("multiprocessing.process")
    if util is not None and process is not None and process.parent_process() is not None:
        util.Finalize(None, _at_exit, exitpriority=-100)


def _at_exit() -> None:
    sink = _sink
    if sink is not None:
        interrupt_open()
        sink.close(_EXIT_SECONDS)


def _on_signal(number: int, frame: Optional[FrameType]) -> None:
    """Ends the process as the default handler would have, once the lines are written."""
    try:
        _at_exit()
    finally:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def _before_fork() -> None:
    # A forked child has none of the threads; and Python warns of forks in processes that have some,
    # also when one is started right after: so what waits is written here.
    if _sink is not None:
        _sink.pause()
        _sink.flush(_FORK_SECONDS)


def _after_fork_in_child() -> None:
    """The parent's lines and spans are the parent's; the child's first span begins a run and file of its own."""
    global _sink, _beginning
    ids.forget()
    open_spans.clear()
    warn.forget()
    _sink = None
    _beginning = threading.RLock()
    state.run = None


state.begin = _begin_or_give_up

if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_child=_after_fork_in_child,
    )
