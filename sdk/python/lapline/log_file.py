"""One log file: opened privately, appended to in whole lines, opened anew when it was rotated away."""

from __future__ import annotations

import errno
import os
from typing import Callable, Optional

from .file_system import FileSystem, Identity

#: How long lines may go to a file that was renamed or deleted, in seconds.
_CHECK_SECONDS = 0.25
_MAX_NAMES = 1_000


class LogFile:
    """Owned by one sink, which calls it under its lock. Every method may raise OSError."""

    def __init__(
        self,
        directory: str,
        name: str,
        header: Callable[[], str],
        is_shared: bool = False,
        file_system: Optional[FileSystem] = None,
    ) -> None:
        self.directory = directory
        self.name = name
        self._header = header
        #: A file of our own must not exist before: a second copy of Lapline in this process takes
        #: the next name.
        self._must_be_new = not is_shared
        self._fs = file_system or FileSystem()
        self._descriptor: Optional[int] = None
        self._identity: Optional[Identity] = None
        self._checked_at = 0.0
        #: The file ends in a line without newline, of ours or another's.
        self._is_torn = False
        #: The header of this file that is not yet written.
        self._pending_header = b""

    @property
    def path(self) -> str:
        """Where the file stands."""
        return os.path.join(self.directory, self.name)

    def write(self, data: bytes, now: float) -> int:
        """Appends whole lines; `now` is monotonic seconds. Answers how many of them are in the file completely.

        Raises OSError when not even one is. A line that was cut stays as a fragment, which the next write ends.
        """
        self._ensure_open(now)
        if self._pending_header:
            data = self._pending_header + data
        prefix = b"\n" if self._is_torn else b""
        written, failure = self._write_all(prefix + data)
        if written == 0:
            raise failure or OSError(errno.EIO, "nothing was written")
        text = data[: written - len(prefix)]
        self._is_torn = not text.endswith(b"\n") if text else False
        lines = text.count(b"\n")
        if self._pending_header:
            if lines == 0:
                raise failure or OSError(errno.EIO, "the header was not written")
            self._pending_header = b""
            lines -= 1
        if lines == 0 and failure is not None:
            raise failure
        return lines

    def close(self) -> None:
        """Gives the descriptor back, unless it is no longer ours."""
        if self._descriptor is not None and self._fs.identity(self._descriptor) == self._identity:
            self._fs.close(self._descriptor)
        self._descriptor = None

    def _write_all(self, data: bytes) -> tuple[int, Optional[OSError]]:
        """Short writes are followed by another: a full disk takes the bytes that fit, and only then fails."""
        descriptor = self._descriptor
        assert descriptor is not None
        view = memoryview(data)
        done = 0
        try:
            while done < len(data):
                count = self._fs.write(descriptor, view[done:])
                if count <= 0:
                    break
                done += count
        except OSError as failure:
            return done, failure
        return done, None

    def _ensure_open(self, now: float) -> None:
        if self._descriptor is not None:
            # A host that closes all descriptors may have been given ours for a file of its own.
            if self._fs.identity(self._descriptor) != self._identity:
                self._descriptor = None
            elif now - self._checked_at >= _CHECK_SECONDS:
                self._checked_at = now
                if self._fs.identity_at(self.path) != self._identity:
                    self.close()
        if self._descriptor is None:
            self._open(now)

    def _open(self, now: float) -> None:
        self._fs.make_directory(self.directory)
        descriptor = (
            self._open_new()
            if self._must_be_new
            else self._fs.open_log(self.directory, self.name, False)
        )
        self._must_be_new = False
        self._descriptor = descriptor
        self._identity = self._fs.identity(descriptor)
        self._checked_at = now
        try:
            self._is_torn = self._fs.ends_in_fragment(descriptor)
        except OSError:
            self.close()
            raise
        self._pending_header = self._header().encode("utf-8", "backslashreplace")

    def _open_new(self) -> int:
        stem, suffix = os.path.splitext(self.name)
        for number in range(1, _MAX_NAMES):
            name = self.name if number == 1 else f"{stem}-{number}{suffix}"
            try:
                descriptor = self._fs.open_log(self.directory, name, True)
            except FileExistsError:
                continue
            self.name = name
            return descriptor
        raise FileExistsError(errno.EEXIST, "no free name", self.path)
