"""What hearing a track costs: CPU seconds, one thread, warm."""

import os
import time
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from tunescape.errors import EvaluationError
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.scan import scan

__all__ = ["N_TRACKS", "cpu_seconds", "evaluate", "validate"]

N_TRACKS = 8
"""Tracks that are timed, evenly spread over a collection."""


def validate(paths: Sequence[str]) -> None:
    """Raise an EvaluationError if there is no file to time."""
    if not paths:
        raise EvaluationError("there is no file to time")


def cpu_seconds(path: str, plan: AnalysisPlan) -> float:
    """Return the CPU seconds of this process for all that a worker does with a file.

    Parameters
    ----------
    path : str
        Of a file that can be analysed.
    plan : AnalysisPlan

    Returns
    -------
    float
        Open, demux, hash, decode the segments, describe them.

    Raises
    ------
    TunescapeError
        If it cannot be analysed after all.
    """
    (file,) = scan([path]).files
    started = time.process_time()
    describe_file(file, plan)
    return time.process_time() - started


def evaluate(paths: Sequence[str], plan: AnalysisPlan) -> float:
    """Return the mean CPU seconds of some of the files, after one more that warms up.

    Parameters
    ----------
    paths : sequence of str
    plan : AnalysisPlan
        Without a library, in which everything would be known already.

    Raises
    ------
    EvaluationError
        If there are no files.
    """
    validate(paths)
    chosen = np.unique(np.linspace(0, len(paths) - 1, N_TRACKS).round().astype(int))
    with threadpool_limits(limits=1):
        cpu_seconds(paths[0], plan)
        return float(np.mean([cpu_seconds(os.fspath(paths[i]), plan) for i in chosen]))
