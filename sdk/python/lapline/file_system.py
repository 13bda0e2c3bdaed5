"""The system calls that a log file needs, in one place so that tests can make each of them fail."""

from __future__ import annotations

import os
import stat
from typing import Optional

_DIRECTORY_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE_FLAGS = (
    os.O_RDWR
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_HAS_DIRECTORY_HANDLES = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")

#: What a file is, as long as it lives.
Identity = tuple[int, int]


class NotALog(OSError):
    """The path leads to something that a log must not be written to."""


class FileSystem:
    """The real one."""

    def make_directory(self, path: str) -> None:
        """Makes the folder and its parents, readable by the user alone."""
        os.makedirs(path, mode=0o700, exist_ok=True)

    def open_log(self, directory: str, name: str, exclusive: bool) -> int:
        """A descriptor that appends. Neither the folder nor the file may be a symbolic link; the file must be regular.

        A FIFO without a reader does not block: it is opened for reading too, and then refused.
        """
        flags = _FILE_FLAGS | (os.O_EXCL if exclusive else 0)
        if _HAS_DIRECTORY_HANDLES:
            folder = os.open(directory, _DIRECTORY_FLAGS)
            try:
                descriptor = os.open(name, flags, 0o600, dir_fd=folder)
            finally:
                os.close(folder)
        else:
            path = os.path.join(directory, name)
            if os.path.islink(directory) or os.path.islink(path):
                raise NotALog(f"{path} is a symbolic link")
            descriptor = os.open(path, flags, 0o600)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise NotALog(f"{os.path.join(directory, name)} is no regular file")
        return descriptor

    def ends_in_fragment(self, descriptor: int) -> bool:
        """Whether the file's last line has no newline: another process was killed while it wrote."""
        size = os.fstat(descriptor).st_size
        if size == 0:
            return False
        os.lseek(descriptor, size - 1, os.SEEK_SET)
        return os.read(descriptor, 1) != b"\n"

    def write(self, descriptor: int, data: memoryview) -> int:
        """Bytes written, which may be fewer than asked for."""
        return os.write(descriptor, data)

    def identity(self, descriptor: int) -> Optional[Identity]:
        """Of an open file; None when the host closed the descriptor."""
        try:
            status = os.fstat(descriptor)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def identity_at(self, path: str) -> Optional[Identity]:
        """Of the file that stands at a path now; None when there is none."""
        try:
            status = os.lstat(path)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def close(self, descriptor: int) -> None:
        """Closes, whatever comes of it."""
        try:
            os.close(descriptor)
        except OSError:
            return
