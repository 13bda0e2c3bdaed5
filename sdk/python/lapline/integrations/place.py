"""The user's own line that is nearest to a call from a library."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, Optional

from ..location import NOWHERE, Location, of_frame, user_frame
from ..span import Span

_OWN = __name__.partition(".")[0]


def nearest_frame(libraries: tuple[str, ...]) -> Optional[FrameType]:
    """The nearest frame outside of Lapline and of `libraries` (top-level modules); None when there is none in sight."""
    skipped = (_OWN, *libraries)
    return user_frame(sys._getframe(1), skipped) or _frame_across_greenlets(skipped)


def _frame_across_greenlets(skipped: tuple[str, ...]) -> Optional[FrameType]:
    """SQLAlchemy's asyncio side runs its core in a greenlet: the user's coroutine waits in the parent of that."""
    module: Any = sys.modules.get("greenlet")
    parent = None if module is None else module.getcurrent().parent
    while parent is not None:
        frame = user_frame(parent.gr_frame, skipped)
        if frame is not None:
            return frame
        parent = parent.parent
    return None


def place_of(frame: Optional[FrameType], around: Optional[Span]) -> Location:
    """Where a frame stands; without one (another greenlet or thread called) where the operation around it stands."""
    if frame is not None:
        return of_frame(frame)
    return NOWHERE if around is None else around.site.location
