"""A space is what the design says: mean, z-score, unit length, weight, joined."""

from collections.abc import Callable

import numpy as np
import pytest

from tunescape.discovery.space import SPACES, parse_space, space_matrix, zscore_statistics
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description
from tunescape.library.store import Library


def test_the_default_space_joins_the_penultimate_layer_and_timbre() -> None:
    space = SPACES["default"]
    assert [len(block.dimensions) for block in space.blocks] == [200, 189]
    assert [block.weight for block in space.blocks] == [1.0, 1.0]
    assert space.feature_sets == ("musicnn", "descriptors")
    assert len(set(space.dimensions)) == 389
    assert {name.split(".")[0] for name in space.blocks[1].dimensions} == {"mfcc", "spectral_contrast"}


def test_a_vector_is_made_as_documented(invent: Callable[..., Description]) -> None:
    features = invent(5).features
    blocks = []
    for block in SPACES["default"].blocks:
        names = FEATURE_SETS[block.feature_set].dimensions
        mean, std = zscore_statistics(block.feature_set)
        columns = [names.index(name) for name in block.dimensions]
        z = (features[block.feature_set].astype(np.float64).mean(axis=0) - mean)[columns] / std[columns]
        blocks.append(z / np.linalg.norm(z))
    expected = np.concatenate(blocks) / np.sqrt(2)
    np.testing.assert_allclose(SPACES["default"].embed(features), expected, atol=1e-6)


def test_weights_are_shares_of_the_squared_length(invent: Callable[..., Description]) -> None:
    features = invent(5).features
    vector = parse_space("statistical*0.5+rhythm").embed(features)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-6)
    assert np.linalg.norm(vector[:42]) / np.linalg.norm(vector[42:]) == pytest.approx(0.5, abs=1e-5)
    # a space of several blocks has no more say than one of a single block
    joined = parse_space("default+statistical").embed(features)
    assert np.linalg.norm(joined[:389]) == pytest.approx(np.linalg.norm(joined[389:]), abs=1e-5)


@pytest.mark.parametrize(
    "expression",
    ["", "taste", "statistical*", "statistical*0", "statistical+", "a*b", "fingerprint", "musicnn*-1"],
)
def test_an_expression_that_makes_no_sense_is_refused(expression: str) -> None:
    with pytest.raises(DiscoveryError):
        parse_space(expression)


def test_a_missing_feature_set_is_named(invent: Callable[..., Description]) -> None:
    features = invent(5).features
    with pytest.raises(DiscoveryError, match="default needs the feature set musicnn"):
        SPACES["default"].embed({name: features[name] for name in ("descriptors", "rhythm")})


def test_the_matrix_holds_what_embed_gives(arc_library: Library, invent: Callable[..., Description]) -> None:
    matrix = space_matrix(arc_library, SPACES["default"])
    assert len(matrix.track_ids) == 60
    i = matrix.track_ids.index(invent(3).track_id)
    np.testing.assert_allclose(matrix.rows[i], SPACES["default"].embed(invent(3).features), atol=1e-6)


@pytest.mark.parametrize("name", SPACES)
def test_every_space_has_shipped_statistics_and_finite_vectors(
    name: str, invent: Callable[..., Description]
) -> None:
    vector = SPACES[name].embed(invent(1).features)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert SPACES[name].description
