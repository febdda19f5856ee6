"""A space is what the design says: mean, z-score, unit length, weight, joined."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.discovery.recipe import declared_source
from tunescape.discovery.sharpening import LINEAR, principal_axes_of_rhythm
from tunescape.discovery.space import (
    RHYTHM_WEIGHT,
    SPACES,
    Space,
    parse_space,
    space_matrix,
    zscore_statistics,
)
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.features.rhythm_pattern import PATTERN_DIMENSIONS
from tunescape.library.records import Description
from tunescape.library.store import Library


def test_the_default_space_joins_timbre_and_rhythm() -> None:
    space = SPACES["default"]
    assert [len(block.names) for block in space.blocks] == [200, 189, 350]
    assert space.blocks[2].dimensions == PATTERN_DIMENSIONS
    assert [block.weight for block in space.blocks] == [1.0, 1.0, RHYTHM_WEIGHT]
    assert space.feature_sets == ("musicnn", "descriptors", "rhythm")
    assert len(set(space.dimensions)) == 739
    assert {name.split(".")[0] for name in space.blocks[1].dimensions} == {"mfcc", "spectral_contrast"}
    assert SPACES["timbre"].blocks == space.blocks[:2]


def test_the_rhythm_space_is_the_pattern_without_the_tempo() -> None:
    (block,) = SPACES["rhythm"].blocks
    assert block.dimensions == PATTERN_DIMENSIONS
    assert {name.split(".")[0] for name in block.dimensions} == {"modulation", "relative", "cross", "density"}


def test_a_vector_is_made_as_documented(invent: Callable[..., Description]) -> None:
    features = invent(5).features
    blocks = []
    for block in SPACES["timbre"].blocks:
        names = FEATURE_SETS[block.feature_set].dimensions
        mean, std = zscore_statistics(block.feature_set)
        columns = [names.index(name) for name in block.dimensions]
        z = (features[block.feature_set].astype(np.float64).mean(axis=0) - mean)[columns] / std[columns]
        blocks.append(z / np.linalg.norm(z))
    expected = np.concatenate(blocks) / np.sqrt(2)
    np.testing.assert_allclose(SPACES["timbre"].embed(features), expected, atol=1e-6)


def test_the_default_space_adds_the_sharpened_cosine_of_rhythm(invent: Callable[..., Description]) -> None:
    one, other = invent(5).features, invent(6).features

    def cosine(space: Space) -> float:
        return float(space.embed(one) @ space.embed(other))

    axes = principal_axes_of_rhythm(PATTERN_DIMENSIONS)
    a, b = (axes @ SPACES["rhythm"].blocks[0].scaled(f["rhythm"].mean(axis=0)[None])[0] for f in (one, other))
    c = float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    sharp = (c**2 + 2 * LINEAR * c) / (1 + 2 * LINEAR)
    share = RHYTHM_WEIGHT**2
    expected = (2 * cosine(SPACES["timbre"]) + share * sharp) / (2 + share)
    assert cosine(SPACES["default"]) == pytest.approx(expected, abs=1e-5)


def test_weights_are_shares_of_the_squared_length(invent: Callable[..., Description]) -> None:
    features = invent(5).features
    vector = parse_space("statistical*0.5+rhythm").embed(features)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-6)
    assert np.linalg.norm(vector[:42]) / np.linalg.norm(vector[42:]) == pytest.approx(0.5, abs=1e-5)
    # a space of several blocks has no more say than one of a single block
    joined = parse_space("default+statistical").embed(features)
    assert np.linalg.norm(joined[:739]) == pytest.approx(np.linalg.norm(joined[739:]), abs=1e-5)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "taste",
        "statistical*",
        "statistical*0",
        "statistical+",
        "a*b",
        "fingerprint",
        "musicnn*-1",
        "musicnn*nan",
    ],
)
def test_an_expression_that_makes_no_sense_is_refused(expression: str) -> None:
    with pytest.raises(DiscoveryError):
        parse_space(expression)


@pytest.mark.parametrize("weight", ["1" + 39 * "0", 400 * "9", "0." + 60 * "0" + "1", "1000.1", "0.0009"])
def test_a_weight_that_would_drown_the_others_or_itself_is_refused(weight: str) -> None:
    with pytest.raises(DiscoveryError, match=r"a weight must be from 0\.001 to 1000"):
        parse_space(f"musicnn*{weight}")


@given(
    weights=st.lists(st.floats(0.001, 1000), min_size=1, max_size=3),
    names=st.permutations(["statistical", "timbre", "rhythm"]),
)
def test_with_any_weights_a_vector_has_length_one(
    weights: list[float], names: list[str], invent: Callable[..., Description]
) -> None:
    terms = [f"{name}*{weight:.17f}" for name, weight in zip(names, weights, strict=False)]
    vector = parse_space("+".join(terms)).embed(invent(5).features)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_missing_feature_set_is_named(invent: Callable[..., Description]) -> None:
    features = invent(5).features
    with pytest.raises(DiscoveryError, match="default needs the feature set musicnn"):
        SPACES["default"].embed({name: features[name] for name in ("descriptors", "rhythm")})


def test_the_matrix_holds_what_embed_gives(arc_library: Library, invent: Callable[..., Description]) -> None:
    matrix = space_matrix(arc_library, SPACES["default"])
    assert len(matrix.track_ids) == 60
    i = matrix.track_ids.index(invent(3).track_id)
    np.testing.assert_allclose(matrix.rows[i], SPACES["default"].embed(invent(3).features), atol=1e-6)


@pytest.mark.parametrize(
    "name", [name for name, space in SPACES.items() if not any(block.code for block in space.blocks)]
)
def test_every_space_has_shipped_statistics_and_finite_vectors(
    name: str, invent: Callable[..., Description]
) -> None:
    space = SPACES[name]
    features = dict(invent(1).features)
    random = np.random.default_rng(0)
    for source in space.sources:
        width = len(declared_source(source).dimensions)
        features.setdefault(source, random.normal(size=(1, width)).astype(np.float32))
    vector = space.embed(features)
    assert vector.shape == (len(space.dimensions),)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert space.description


def test_tags_of_musicnn_are_compared_as_they_are() -> None:
    tags = np.zeros((2, 250), np.float32)
    tags[0, [3, 7]] = (0.6, 0.0)
    tags[1, [3, 7]] = (0.0, 0.2)
    vector = SPACES["musicnn-tags"].embed({"musicnn": tags})
    assert vector.shape == (50,)
    assert vector[3] / vector[7] == pytest.approx(3.0)
    # a sum over windows in place of the mean is another length, and no other direction
    np.testing.assert_allclose(SPACES["musicnn-tags"].embed({"musicnn": 40 * tags}), vector, atol=1e-6)


def test_four_banks_have_the_same_say_in_the_filterbank() -> None:
    space = SPACES["filterbank"]
    random = np.random.default_rng(0)
    features = {
        name: random.normal(size=(1, len(declared_source(name).dimensions))).astype(np.float32)
        for name in space.sources
    }
    vector, first = space.embed(features), 0
    assert len(space.blocks) == 4
    for block in space.blocks:
        assert np.linalg.norm(vector[first : first + len(block.dimensions)]) == pytest.approx(0.5, abs=1e-5)
        first += len(block.dimensions)
