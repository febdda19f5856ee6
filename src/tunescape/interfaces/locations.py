"""Where the tracks of a playlist lie: as seen from its file, or from another machine."""

import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath
from urllib.parse import quote

from tunescape.errors import SettingsError

__all__ = ["Locations", "PathMapping", "parse_path_mapping"]


@dataclass(frozen=True)
class PathMapping:
    r"""A folder of this machine, and what another machine calls it.

    Attributes
    ----------
    source : str
        Absolute path here.
    target : str
        Absolute path there; of Windows, too (``Z:\Music``, ``\\nas\music``).
    """

    source: str
    target: str

    def covers(self, path: str) -> bool:
        """Whether a path lies under the source."""
        folder = _parts(self.source)
        return _parts(path)[: len(folder)] == folder

    def apply(self, path: str) -> str:
        """Return a path that lies under the source as the other machine calls it."""
        separator = "\\" if "\\" in self.target and not self.target.startswith("/") else "/"
        below = PurePath(path).parts[len(_parts(self.source)) :]
        return separator.join([self.target.rstrip(separator), *below])


def parse_path_mapping(text: str) -> PathMapping:
    """Read ``/music=/mnt/nas``.

    Of several ``=`` the first counts that stands between two absolute paths.

    Raises
    ------
    SettingsError
        If there is none.
    """
    hint = "write it like /music=/mnt/nas"
    if "=" not in text:
        raise SettingsError(f"--map {text!r} has no =", hint=hint)
    for equals in re.finditer("=", text):
        source, target = text[: equals.start()], text[equals.end() :]
        if os.path.isabs(source) and (target.startswith("/") or PureWindowsPath(target).is_absolute()):
            return PathMapping(os.path.normpath(source), target)
    raise SettingsError(f"--map {text!r} needs an absolute path on both sides", hint=hint)


@dataclass(frozen=True)
class Locations:
    """How a playlist names the places of its tracks.

    A place under the source of a mapping is absolute, as the other machine sees it; the longest source
    wins. Any other place is relative to the playlist where both share a folder below the root of the file
    system, so that the whole can be moved; else it is absolute.

    Attributes
    ----------
    folder : str
        Absolute path of the folder the playlist is written to.
    mappings : sequence of PathMapping
    """

    folder: str
    mappings: Sequence[PathMapping] = ()

    def elsewhere(self, path: str) -> str | None:
        """Return what the other machine calls a place, or None where no mapping covers it."""
        covering = [mapping for mapping in self.mappings if mapping.covers(os.path.abspath(path))]
        if not covering:
            return None
        longest = max(covering, key=lambda mapping: len(_parts(mapping.source)))
        return longest.apply(os.path.abspath(path))

    def name(self, path: str) -> str:
        """Return a place as a path."""
        return self.elsewhere(path) or self._here(path)

    def uri(self, path: str) -> str:
        """Return a place as a URI (RFC 3986), or as a relative reference."""
        return self._reference(path, _quoted)

    def iri(self, path: str) -> str:
        """Return a place as a URI in which only what would change its meaning is percent-encoded.

        Letters of any script and blanks stand as they are, as XML's anyURI allows. MPD takes what stands in
        an XSPF file literally; others decode what is left to decode.
        """
        return self._reference(path, _lightly_quoted)

    def _reference(self, path: str, quoted: Callable[[str], str]) -> str:
        elsewhere = self.elsewhere(path)
        here = self._here(path)
        if elsewhere is None and not os.path.isabs(here):
            reference = quoted(here.replace(os.sep, "/"))
            # a colon in its first part would make that a scheme
            return f"./{reference}" if ":" in reference.split("/", 1)[0] else reference
        return _file_uri(elsewhere or here, quoted)

    def _here(self, path: str) -> str:
        path = os.path.abspath(path)
        try:
            common = os.path.commonpath([path, self.folder])
        except ValueError:  # two drives of Windows
            return path
        if common == os.path.dirname(common):
            return path
        relative = os.path.relpath(path, self.folder)
        # where a folder is a link, .. leads out of what it points to
        leads_there = os.path.realpath(os.path.join(self.folder, relative)) == os.path.realpath(path)
        return relative if leads_there else path


def _parts(path: str) -> tuple[str, ...]:
    # the same name may be typed composed and lie on the disk decomposed
    return PurePath(unicodedata.normalize("NFC", path)).parts


def _file_uri(path: str, quoted: Callable[[str], str]) -> str:
    if path.startswith("/"):
        return f"file://{quoted(path)}"
    windows = PureWindowsPath(path)
    if windows.drive.startswith("\\\\"):
        return f"file:{quoted(windows.as_posix())}"
    return f"file:///{windows.drive}{quoted(windows.as_posix()[len(windows.drive) :])}"


def _quoted(path: str) -> str:
    return quote(os.fsencode(path))


def _lightly_quoted(path: str) -> str:
    # of several blanks XML would keep one, and of those at the ends none
    return re.sub("^ | (?= )| $|[%#?]|[^ -~]", lambda found: _quoted_unless_printable(found[0]), path)


def _quoted_unless_printable(letter: str) -> str:
    return letter if letter > "~" and letter.isprintable() else _quoted(letter)
