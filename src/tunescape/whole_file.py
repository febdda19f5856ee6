"""Output files that are there whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tunescape.errors import ExportError, TunescapeError

__all__ = ["replacing"]


@contextmanager
def replacing(
    path: str | os.PathLike[str], *, error: type[TunescapeError] = ExportError
) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another at the end of the block, if that ends well.

    Parameters
    ----------
    path : str or PathLike
    error : subclass of TunescapeError
        What to raise.

    Raises
    ------
    ExportError, or what ``error`` says
        If it cannot be written; what was there before still is.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}.part")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(target)
    except OSError as cause:
        raise error(f"cannot be written ({cause.strerror or cause})", path=path) from cause
    finally:
        # where it could not be made, it cannot be removed either
        with suppress(OSError):
            partial.unlink()
