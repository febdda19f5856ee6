"""Files that are there whole, or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from tunescape.errors import ChartError

__all__ = ["write_whole"]


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file; one that is there is replaced once the new one is whole.

    Parameters
    ----------
    path : str or PathLike
    data : bytes

    Raises
    ------
    ChartError
        If it cannot be written; what was there before still is.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    except OSError as error:
        # where it could not be made, it cannot be removed either
        with suppress(OSError):
            partial.unlink()
        raise ChartError(f"cannot be written ({error.strerror or error})", path=path) from error
