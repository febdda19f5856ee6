"""Errors as they may be told to whoever visits: what is wrong, without a path of this machine."""

import os
import re
from pathlib import Path

from tunescape.errors import TunescapeError
from tunescape.interfaces.web.errors import error_document
from tunescape.text import visible

__all__ = ["UNEXPECTED", "public_error", "without_paths"]

UNEXPECTED = "this is a mistake in tunescape, not yours; the server's log says more"

# two names at least: "and/or" and "1/16" are no paths
_ABSOLUTE = re.compile(r"(?<![\w.:/])(?:file:)?(?:/[^\s/'\"`:;,]+){2,}/?")
_HOMES = (str(Path.home()), os.path.realpath(os.curdir))


def without_paths(text: str) -> str:
    """Return a sentence in which each absolute path is cut to its last name."""
    for home in _HOMES:
        if len(home) > 1:
            text = text.replace(home, "…")
    return _ABSOLUTE.sub(
        lambda found: f"…/{os.path.basename(found[0].rstrip('/'))}", visible(text, keep="\n")
    )


def public_error(error: TunescapeError) -> dict[str, object]:
    """Return the document of an error: its stage as the code, reason and hint without paths."""
    hint = None if error.hint is None else without_paths(error.hint)
    return error_document(error.stage, without_paths(error.reason), hint)
