"""What a worker process does before its first file.

In a module of its own, which imports next to nothing: until this has run, Ctrl-C would break the worker off.
"""

import os
import signal
import warnings

from tunescape.errors import PluginWarning

__all__ = ["prepare_worker"]


_NICE = 10
"""An analysis may take hours: whatever else runs on the machine goes first."""


def prepare_worker(memory_gib: float, niceness: int = _NICE) -> None:
    """Leave Ctrl-C to the parent; keep to one core, low priority, and so much address space.

    Parameters
    ----------
    memory_gib : float > 0
        Ignored where the system has no such limit.
    niceness : int
        How far it steps back behind others, 0 to 19.
    """
    # Ctrl-C reaches the whole process group: the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore", PluginWarning)  # the parent has said it
    if hasattr(os, "nice"):
        os.nice(niceness)
    import numpy as np  # noqa: F401 - its BLAS must be there to be limited
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # the number of workers decides how many cores are used
    os.environ["OMP_NUM_THREADS"] = "1"  # and of what is loaded later, such as torch
    try:
        import resource
    except ImportError:
        return  # Windows
    limit = int(memory_gib * 2**30)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
