"""Output files that are there whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tunescape.errors import ExportError

__all__ = ["replacing"]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another at the end of the block, if that ends well.

    Raises
    ------
    ExportError
        If it cannot be written; what was there before still is.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}.part")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(target)
    except OSError as error:
        raise ExportError(f"cannot be written ({error.strerror or error})", path=path) from error
    finally:
        # where it could not be made, it cannot be removed either
        with suppress(OSError):
            partial.unlink()
