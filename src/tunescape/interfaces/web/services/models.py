"""Genre models that were trained in the web app: files in the library's folder, by name."""

import re
from pathlib import Path

from tunescape.errors import ModelError
from tunescape.library.store import Library

__all__ = ["list_models", "model_path"]

_SUFFIX = ".genres"


def list_models(library: Library) -> list[str]:
    """Return the names of the models, sorted."""
    return sorted(path.stem for path in (library.path / "models").glob(f"*{_SUFFIX}"))


def model_path(library: Library, name: str) -> Path:
    """Return the file of a model, there or not.

    Raises
    ------
    ModelError
        If nothing can be called so.
    """
    if not re.fullmatch(r"[^\W_][\w -]{0,63}", name) or name != name.strip():
        raise ModelError(
            "that is no name for a model",
            hint="give 1 to 64 letters, digits, blanks, - and _, a letter first",
        )
    return library.path / "models" / f"{name}{_SUFFIX}"
