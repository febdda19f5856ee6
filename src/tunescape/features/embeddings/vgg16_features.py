"""``vgg16-mel@1``, ``vgg16-mfcc@1``, ``vgg16-chroma@1`` and their kin: spectrograms as VGG16 sees them."""

import os
from functools import lru_cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.errors import FeatureError
from tunescape.features.embeddings.picture import PICTURES
from tunescape.features.embeddings.vgg16 import Recipe, load_vgg16, max_pool
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet, TrackExcerpt
from tunescape.features.mfcc_picture import HOP_LENGTH, N_FRAMES
from tunescape.weights.catalogue import find_weights

__all__ = ["FEATURES", "GENRE_INPUT"]

_SOURCE = "K. Simonyan & A. Zisserman 2015, on pictures as in a study of playlists by content"
_ROWS, _COLUMNS, _CHANNELS = 15, 20, 512
"""Of block5_pool: what is left of 480 by 640 pixels after five poolings."""

_HALF_A_MINUTE = TrackExcerpt("middle", N_FRAMES * HOP_LENGTH / DESCRIPTOR_RATE)
"""Where the study's other picture, ``mfcc``, lies too, so that it is decoded once."""


def _maps(excerpt: Excerpt, picture: str, recipe: Recipe) -> FloatArray:
    """Return block5_pool [shape=(15, 20, 512)] of a picture of an excerpt, computed once."""
    key = f"{recipe} {picture}"
    if key not in excerpt.described:
        pictures = PICTURES[picture](excerpt.spectrum)[np.newaxis]
        # workers are the parallelism, and a GPU changes digits: both only where somebody asks for it
        device = os.environ.get("TUNESCAPE_DEVICE") or "cpu"
        excerpt.described[key] = load_vgg16(recipe).block5_pool(pictures, device=device)[0]
    return excerpt.described[key]


def _half(maps: FloatArray) -> npt.NDArray[np.float16]:
    return np.minimum(maps.ravel(), np.finfo(np.float16).max).astype(np.float16)


def _check(recipe: Recipe) -> None:
    for module in ("torch", "h5py"):
        if find_spec(module) is None:
            raise FeatureError(f"VGG16 needs {module}", hint="pip install 'tunescape[deep]'")
    find_weights(recipe)


@lru_cache(maxsize=2)
def _names(rows: int, columns: int) -> tuple[str, ...]:
    places = [f"{row}.{column}." for row in range(1, rows + 1) for column in range(1, columns + 1)]
    filters = [f"{number:03d}" for number in range(1, _CHANNELS + 1)]
    return tuple(place + number for place in places for number in filters)


def _feature_set(
    name: str,
    picture: str,
    summary: str,
    *,
    window: tuple[int, int] = (3, 2),
    recipe: Recipe = "vgg16-keras",
) -> FeatureSet:
    return FeatureSet(
        name=name,
        version=1,
        dimensions=_names(_ROWS // window[0], _COLUMNS // window[1]),
        dtype="float16",
        units="maximum of a filter, >= 0, over a part of the picture: row.column.filter",
        summary=summary,
        source=_SOURCE,
        describe=lambda excerpt: _half(max_pool(_maps(excerpt, picture, recipe), *window)),
        excerpt=_HALF_A_MINUTE,
        by_default=False,
        zscored=False,
        check=lambda: _check(recipe),
        only_by_name=True,
    )


GENRE_INPUT = _feature_set(
    "vgg16-mel-fine",
    "mel",
    "the mel spectrogram as VGG16 sees it, in 7 rows and 10 columns: what the genre network hears",
    window=(2, 2),
)
"""The feature set ``vgg16-mel-fine@1``: 7 x 10 x 512."""

FEATURES = (
    _feature_set("vgg16-mel", "mel", "the mel spectrogram of half a minute, as VGG16 sees a photograph"),
    _feature_set("vgg16-mfcc", "mfcc", "20 MFCC of half a minute, as VGG16 sees a photograph"),
    _feature_set("vgg16-chroma", "chroma", "the chroma of half a minute, as VGG16 sees a photograph"),
    _feature_set(
        "vgg16-mel-torchvision",
        "mel",
        "the mel spectrogram as torchvision's VGG16 sees it, with the preprocessing it was trained with",
        recipe="vgg16-torchvision",
    ),
    GENRE_INPUT,
)
"""The feature sets of VGG16: 5 rows, 10 columns and 512 filters, but for the last."""
