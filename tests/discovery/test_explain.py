"""Dimensions are explained by what really goes with them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import scipy.stats

from tunescape.discovery.explain import explain_dimensions
from tunescape.discovery.families import family, is_nameless
from tunescape.discovery.meaning import rank_correlations
from tunescape.discovery.space import SPACES, zscore_statistics
from tunescape.errors import DiscoveryError
from tunescape.features.embeddings.musicnn import TAGS
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

JAZZ, METAL = 50 + 7, 50 + 20
"""Positions in musicnn of the inner dimensions 8 and 21, which the library below ties to tags."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    """Forty tracks; inner dimension 8 rises with the tag jazz, 21 falls with metal, others are chance."""
    found = []
    for i in range(40):
        described = invent(i, f"/music/{i:02d}.flac")
        # invented loudness is often that of silence, of which nothing is known
        del described.features["loudness"]
        musicnn = described.features["musicnn"]
        musicnn[:, : len(TAGS)] = 1 / (1 + np.exp(-musicnn[:, : len(TAGS)]))
        musicnn[:, JAZZ] = musicnn[:, TAGS.index("jazz")] ** 3
        musicnn[:, METAL] = -musicnn[:, TAGS.index("metal")]
        found.append(described)
    library = Library(tmp_path_factory.mktemp("explained"), create=True)
    write_batch(library, found, segmentation="4x15")
    return library


def test_rank_correlations_are_scipys() -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 9, size=(30, 4)).astype(float)
    y = rng.normal(size=(30, 5))
    y[3:9, 1] = y[3:9, 2] = y[:28, 3] = np.nan
    y[:, 4] = 1.0
    rho, n = rank_correlations(x, y)
    assert n.tolist() == [30, 24, 24, 2, 30]
    for i in range(4):
        for j in range(3):
            known = np.isfinite(y[:, j])
            expected = scipy.stats.spearmanr(x[known, i], y[known, j]).statistic
            assert rho[i, j] == pytest.approx(expected, abs=1e-12)
    assert (rho[:, 4] == 0).all()
    assert rank_correlations(x, np.full((30, 1), np.nan))[0].tolist() == [[0.0]] * 4


def test_the_tracks_that_activate_a_dimension_most(
    library: Library, invent: Callable[..., Description]
) -> None:
    found, other = explain_dimensions(library, SPACES["default"], dimensions=[7, 388], top=3)
    mean, std = zscore_statistics("musicnn")
    values: dict[str, float] = {}
    for track_id in (invent(i).track_id for i in range(40)):
        matrix = library.feature_matrix(track_id, "musicnn", version=1)
        assert matrix is not None
        values[track_id] = float((matrix[:, JAZZ].mean() - mean[JAZZ]) / std[JAZZ])
    ranked = sorted(values, key=lambda track_id: -values[track_id])
    assert found.name == "musicnn:penultimate.008"
    assert [one.track.track_id for one in found.top] == ranked[:3]
    assert [one.track.track_id for one in found.bottom] == ranked[:-4:-1]
    assert found.top[0].activation == pytest.approx(values[ranked[0]], rel=1e-4)
    assert other.name == "descriptors:spectral_contrast.std.07"


def test_a_planted_meaning_is_found_and_chance_is_not(library: Library) -> None:
    explained = explain_dimensions(library, SPACES["default"])
    assert len(explained) == len(SPACES["default"].dimensions)
    assert explained[7].associations[0].measure.name == "tag.jazz"
    assert explained[7].meaning.startswith("goes with tag “jazz” (+0.")
    metal = explained[20].associations[0]
    assert (metal.measure.name, round(metal.rho, 6), metal.n) == ("tag.metal", -1.0, 40)
    by_chance = [one for i, one in enumerate(explained) if i not in (7, 20) and one.associations]
    # one in twenty is what is promised; dimensions are many
    assert len(by_chance) < 0.12 * len(explained)
    assert any(one.meaning == "goes with nothing that has a name here" for one in explained)
    assert explained[0].caution is None


def test_few_tracks_are_a_caution(tmp_path: Path, invent: Callable[..., Description]) -> None:
    library = Library(tmp_path, create=True)
    for n in range(6):
        write_batch(library, [invent(n, f"/music/{n}.flac")], segmentation="4x15")
        # of six tracks, even a perfect order is chance too often when 59 quantities are looked at
        for found in explain_dimensions(library, SPACES["statistical"]):
            assert found.associations == ()
            assert f"only {n + 1} tracks" in (found.caution or "")


def test_what_is_not_there_is_refused(library: Library, empty_library: Library) -> None:
    with pytest.raises(DiscoveryError, match=r"has no dimension 42; count from 0 to 41"):
        explain_dimensions(library, SPACES["statistical"], dimensions=[42])
    with pytest.raises(DiscoveryError, match="no track has a place in the space rhythm"):
        explain_dimensions(empty_library, SPACES["rhythm"])


def test_dimensions_belong_to_families() -> None:
    assert family("mfcc.mean.01") == family("mfcc.std.20") == "tone colour (MFCC)"
    assert family("amp10dstd") == "shape of the waveform"
    assert family("salience.101.3bpm") == "tempo"
    assert family("something_else.3") == "something else"
    assert is_nameless("penultimate.003")
    assert not is_nameless("mfcc.mean.01")
    for feature_set in FEATURE_SETS.values():
        assert all(family(name) for name in feature_set.dimensions)
