"""What files say of themselves, as vectors: no sound at all, and a yardstick for those who listen.

Names become vectors by hashing [1]_: every word adds +1 or -1 to the one of many dimensions that its hash
chooses, so that names nobody has met yet need no table, and the product of two vectors is, but for rare
collisions, the number of words they share. Year and duration become bumps along an axis, so that near values
are alike and far ones are not.

References
----------
.. [1] K. Weinberger, A. Dasgupta, J. Langford, A. Smola, J. Attenberg, "Feature hashing for large scale
   multitask learning", ICML 2009.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePath

import numpy as np
import sqlalchemy as sa

from tunescape.arrays import FloatArray, Vector
from tunescape.library.records import Track
from tunescape.library.schema import files, labels
from tunescape.library.store import Library

__all__ = ["METADATA", "PART_WEIGHTS", "Metadata", "iterate_metadata", "metadata_state", "metadata_vector"]

PART_WEIGHTS = {"artist": 1.0, "genre": 1.0, "year": 0.5, "duration": 0.25, "title": 0.25}
"""How much each part counts in the space of metadata, where a file says anything of it."""

_HASHED = {"artist": 256, "genre": 64, "title": 512}
_YEARS = np.arange(1900.0, 2041.0, 5.0)
_YEAR_WIDTH = 5.0
_LOG_SECONDS = np.arange(2.0, 14.01, 0.25)
_LOG_SECONDS_WIDTH = 0.25
_SIZES = {**_HASHED, "year": len(_YEARS), "duration": len(_LOG_SECONDS)}

# scripts that write no spaces between words are taken by the character
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True)
class Metadata:
    """What a description by metadata says of itself; a feature set declares the same.

    Attributes
    ----------
    name, version : str, int
    dimensions : tuple of str
    """

    name: str
    version: int
    dimensions: tuple[str, ...]

    @property
    def id(self) -> str:
        """Name and version as written everywhere."""
        return f"{self.name}@{self.version}"


METADATA = Metadata(
    "metadata",
    1,
    tuple(f"{part}.{i:03d}" for part in PART_WEIGHTS for i in range(1, _SIZES[part] + 1)),
)
"""``metadata@1``: read from the rows of files, never stored."""


def metadata_vector(track: Track) -> FloatArray:
    """Turn what the file of a track says into a vector.

    Parameters
    ----------
    track : Track
        Of its title, a name of the file does not count; of its genre, what a person said counts first.

    Returns
    -------
    np.ndarray [shape=(len(METADATA.dimensions),), dtype=float32]
        Part by part. One of which the file says nothing is 0.
    """
    stem = unicodedata.normalize("NFC", PurePath(track.path).stem)
    parts: dict[str, Vector] = {
        "artist": _hashed("artist", track.artist),
        "genre": _hashed("genre", track.genre),
        "year": _bumps(_YEARS, track.year, _YEAR_WIDTH),
        "duration": _bumps(_LOG_SECONDS, float(np.log2(max(track.duration_s, 1.0))), _LOG_SECONDS_WIDTH),
        "title": _hashed("title", None if track.title == stem else track.title),
    }
    return np.concatenate([parts[part] for part in PART_WEIGHTS]).astype(np.float32)


def iterate_metadata(library: Library) -> Iterator[tuple[str, FloatArray]]:
    """Yield (track_id, vector [shape=(1, n_dimensions)]) of all tracks that have a file, sorted by id."""
    for track in sorted(library.tracks(), key=lambda track: track.track_id):
        yield track.track_id, metadata_vector(track)[np.newaxis]


def metadata_state(library: Library) -> str:
    """Return a text that changes with what a library's revision does not count: labels, missing files."""
    with library.connect() as connection:
        labelled = connection.execute(sa.select(sa.func.count(), sa.func.max(labels.c.labelled_at))).one()
        missing = connection.scalar(
            sa.select(sa.func.count()).select_from(files).where(files.c.missing_since.is_not(None))
        )
    return f"{tuple(labelled)} {missing}"


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _hashed(part: str, text: str | None) -> Vector:
    vector = np.zeros(_HASHED[part])
    for word in _words(text or ""):
        # no seed: the same word lies in the same place on every machine, today and tomorrow
        digest = int.from_bytes(blake2b(word.encode(), digest_size=8, person=part.encode()).digest())
        vector[(digest >> 1) % len(vector)] += 1.0 if digest & 1 else -1.0
    return vector


def _bumps(centres: Vector, value: float | None, width: float) -> Vector:
    if value is None:
        return np.zeros(len(centres))
    bumps: Vector = np.exp(-0.5 * ((centres - value) / width) ** 2)
    return bumps
