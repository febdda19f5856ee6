"""Spaces: recipes that turn feature sets into one vector per track, in which cosine means "sounds alike"."""

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.genre_code import GenreCode
from tunescape.discovery.library_code import LibraryCode
from tunescape.discovery.metadata import METADATA, PART_WEIGHTS, iterate_metadata, metadata_state
from tunescape.discovery.recipe import FITTED, RAW, Block, Space, declared_source
from tunescape.discovery.zscores import zscore_statistics
from tunescape.errors import DiscoveryError
from tunescape.features.descriptors import TIMBRE_DIMENSIONS
from tunescape.features.embeddings.vgg16_features import GENRE_INPUT
from tunescape.features.feature_set import FeatureSet
from tunescape.features.registry import FEATURE_SETS, SHIPPED
from tunescape.features.rhythm_pattern import PATTERN_DIMENSIONS
from tunescape.lazy_table import LazyTable
from tunescape.library.matrices import TrackMatrix, mean_batches, streamed_matrix
from tunescape.library.store import Library

__all__ = [
    "FITTED",
    "RAW",
    "RHYTHM_WEIGHT",
    "SPACES",
    "WIDE",
    "Block",
    "Space",
    "parse_space",
    "space_matrix",
    "track_means",
    "zscore_statistics",
]

WIDE = 4096
"""From so many dimensions on, the vectors of a library are kept in half precision: 100,000 of 25,632
dimensions take 5.1 GB on disk, of which a search holds a small part in memory at a time."""

RHYTHM_WEIGHT = 0.95
"""Weight of rhythm in the default space, beside 1 for each of the two blocks of timbre.

More finds the same dance more often and the same genre less: see docs/features.md."""

WEIGHTS = (0.001, 1000.0)
"""Least and greatest weight in a sum: far more than one can hear, far less than what numbers can hold."""

GENRE_FACTOR = 80
"""What the playlist study multiplied the 32 numbers of its genre network by, beside 25,600 of VGG16."""

DOUYIN_DIMENSIONS = (
    *("amp10mean", "amp10std", "amp10skew", "amp10dstd", "amp10dskew", "amp10dkurt"),
    *("amp100mean", "amp100std", "amp100dstd", "amp1000mean"),
    *(f"power{band}" for band in range(2, 10)),
)
"""Those 18 of the 42 statistics that a study of hot music on Douyin clustered by."""

NOT_SPACES = ("fingerprint", "loudness", "intro", "structure", GENRE_INPUT.name)
"""Feature sets in which near is not alike: which recording it is, how loud it was made, several things, or
what only a network is to look at."""


def _block(feature_set: str, prefix: str = "") -> Block:
    """Take the dimensions of a feature set whose names begin with a prefix."""
    declared = declared_source(feature_set)
    names = tuple(name for name in declared.dimensions if name.startswith(prefix))
    zscored = isinstance(declared, FeatureSet) and declared.zscored
    return Block(feature_set, names, zscore=None if zscored else RAW)


_TIMBRE = (_block("musicnn", "penultimate."), Block("descriptors", TIMBRE_DIMENSIONS))

_PARTS = {
    # the tuning of tonality is an angle: means and distances of its number would be wrong
    "tonality": _block("tonality", "chroma."),
    # how a piece moves, at whatever tempo that is felt
    "rhythm": Block("rhythm", PATTERN_DIMENSIONS),
}
"""Feature sets of which only a part is a space."""


_GENRE = replace(_block(GENRE_INPUT.name), code=GenreCode())

_BANKS = tuple(name for name in SHIPPED if name.startswith("filterbank-"))

_SHIPPED_SPACES: dict[str, Space] = {
    space.name: space
    for space in (
        Space(
            "default",
            (*_TIMBRE, replace(_PARTS["rhythm"], weight=RHYTHM_WEIGHT, sharp=True)),
            f"timbre, and rhythm where it is much alike, {RHYTHM_WEIGHT:g} to the 1 of each half of timbre",
        ),
        Space(
            "timbre",
            _TIMBRE,
            "musicnn's penultimate layer ⊕ MFCC and spectral-contrast statistics, equally weighted",
        ),
        *(
            Space(name, (_PARTS.get(name) or _block(name),), feature_set.summary)
            for name, feature_set in SHIPPED.items()
            if name not in NOT_SPACES
        ),
        Space(
            "filterbank",
            tuple(_block(name) for name in _BANKS),
            "the four filter banks, each with the same say",
        ),
        Space(
            "mfcc-ae",
            (replace(_block("mfcc"), code=LibraryCode()),),
            "the code of an auto-encoder that was trained on the library: `tunescape train autoencoder`",
        ),
        Space("genre-32", (_GENRE,), "the 32 numbers from which a genre network tells genres"),
        Space(
            "hybrid",
            (
                replace(_block("vgg16-mel"), joint="hybrid"),
                replace(_GENRE, joint="hybrid", factor=GENRE_FACTOR),
            ),
            f"vgg16-mel ⊕ {GENRE_FACTOR} × genre-32: what the playlist study recommended by in the end",
        ),
        Space(
            "musicnn-tags",
            (replace(_block("musicnn", "tag."), zscore=RAW),),
            "musicnn's 50 tag probabilities, as they are",
        ),
        Space(
            METADATA.name,
            tuple(
                replace(_block(METADATA.name, f"{part}."), weight=weight)
                for part, weight in PART_WEIGHTS.items()
            ),
            "no sound: artist, genre, year, duration and title as the files have them",
        ),
        Space(
            "douyin18",
            (Block("statistical", DOUYIN_DIMENSIONS),),
            "the 18 statistics by which a study of hot music on Douyin clustered",
        ),
    )
}


def _plugin_spaces(_: Mapping[str, Space]) -> dict[str, Space]:
    """Make a space of each feature set of a plugin; nothing is shipped to scale it by."""
    plugins = {name: declared for name, declared in FEATURE_SETS.items() if name not in SHIPPED}
    return {
        name: Space(
            name,
            (Block(name, declared.dimensions, zscore=FITTED if declared.zscored else RAW),),
            declared.summary,
        )
        for name, declared in plugins.items()
    }


SPACES: MutableMapping[str, Space] = LazyTable(_SHIPPED_SPACES, _plugin_spaces)
"""The spaces that have a name; those of plugins are looked up when somebody asks for them."""


def parse_space(expression: str, *, spaces: Mapping[str, Space] = SPACES) -> Space:
    """Find a space by name, or combine several: ``statistical*0.5+musicnn``.

    Parameters
    ----------
    expression : str
        Names of spaces, joined by ``+``, each with an optional ``*weight`` from 0.001 to 1000.
    spaces : mapping of str to Space
        Those that can be named; a library's own, too, where
        :func:`~tunescape.discovery.own_spaces.find_space` asks.

    Raises
    ------
    DiscoveryError
        If it names an unknown space or cannot be read.
    """
    if expression in spaces:
        return spaces[expression]
    blocks: list[Block] = []
    for term in expression.split("+"):
        match = re.fullmatch(r"\s*([\w-]+)\s*(?:\*\s*(\d+(?:\.\d+)?|\.\d+))?\s*", term)
        if not match or match[1] not in spaces:
            raise DiscoveryError(f"there is no space {term.strip()!r}", hint="`tunescape spaces` lists them")
        weight = float(match[2] or 1)
        if not WEIGHTS[0] <= weight <= WEIGHTS[1]:
            least, most = WEIGHTS
            raise DiscoveryError(
                f"a weight must be from {least:g} to {most:g}: {term.strip()[:40]!r}",
                hint="weights count in proportion: a*2+b is a+b*0.5",
            )
        # a space's blocks share its weight, so that a*1+b*1 gives a and b the same say
        part = spaces[match[1]].blocks
        lengths = {block.joint or i: block.weight for i, block in enumerate(part)}
        scale = weight / float(np.sqrt(sum(length**2 for length in lengths.values())))
        blocks += [replace(block, weight=block.weight * scale) for block in part]
    return Space(expression.replace(" ", ""), tuple(blocks), "combined")


def space_matrix(library: Library, space: Space) -> TrackMatrix:
    """Return the unit vectors of all tracks that have the feature sets of a space.

    Parameters
    ----------
    library : Library
    space : Space
        What it leaves open until a library is asked is settled here; see :meth:`Space.bound`.

    Returns
    -------
    TrackMatrix
        From the cache where it is current. Tracks without every needed feature set are left out. The rows of
        a space of :data:`WIDE` dimensions and more are float16, others float32.
    """
    space = space.bound(library)
    dtype = np.float16 if len(space.dimensions) >= WIDE else np.float32
    state = metadata_state(library) if METADATA.name in space.sources else ""

    def batches() -> Iterator[TrackMatrix]:
        for track_ids, means in _mean_batches(library, space.sources):
            yield TrackMatrix(track_ids, space.combine(means).astype(dtype, copy=False))

    return streamed_matrix(library, space.name, recipe=space.recipe + state, batches=batches)


def track_means(
    library: Library, sources: Iterable[str], *, track_ids: Sequence[str] | None = None
) -> tuple[list[str], dict[str, FloatArray]]:
    """Average feature sets over the segments of each track that has all of them.

    Parameters
    ----------
    library : Library
    sources : iterable of str
        Feature sets, or ``metadata``; at least one name.
    track_ids : sequence of str, optional
        Of these tracks only.

    Returns
    -------
    track_ids : list of str
        Sorted.
    means : dict of str to np.ndarray [shape=(n_tracks, n_dimensions), dtype=float32]
        By source, a row a track.
    """
    ids, parts = zip(*_mean_batches(library, tuple(sources), track_ids), strict=True)
    means = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return [track_id for batch in ids for track_id in batch], means


def _mean_batches(
    library: Library, sources: Iterable[str], track_ids: Sequence[str] | None = None
) -> Iterator[tuple[list[str], dict[str, FloatArray]]]:
    declared = {name: declared_source(name) for name in sources}
    return mean_batches(
        library,
        {name: (one.version, len(one.dimensions)) for name, one in declared.items()},
        read={METADATA.name: iterate_metadata},
        track_ids=track_ids,
    )
