"""Progress of files that are heard, as jobs tell it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tunescape.interfaces.web.jobs.kind import Work

if TYPE_CHECKING:
    from tunescape.library.ingest import Progress

__all__ = ["OnProgress", "told_progress"]

OnProgress = Callable[["Progress"], None]


def told_progress(work: Work, phase: str) -> OnProgress:
    """Return a callback that reports how many files are done, how fast, and how long the rest takes."""
    began = time.monotonic()

    def report(progress: "Progress") -> None:
        rate = progress.done / max(time.monotonic() - began, 1e-3)
        work.report(
            {
                "phase": phase,
                "done": progress.done,
                "total": progress.total,
                "rate": round(rate, 3),
                "eta_s": round((progress.total - progress.done) / rate, 1) if progress.done else None,
            }
        )

    return report
