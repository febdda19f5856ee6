"""Spaces of one's own are found by name and in expressions, and say so when they are outdated."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tunescape.discovery.own_spaces import check_space_name, find_space, own_space, selection_recipe
from tunescape.discovery.selection.held_out import FeatureSelection
from tunescape.discovery.space import SPACES, space_matrix
from tunescape.errors import DiscoveryError
from tunescape.library.records import Description
from tunescape.library.space_store import StoredSpace, store_space
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

SELECTION = FeatureSelection(
    feature_set="statistical@1",
    selected=("amp1mean", "power3"),
    mean=(0.25, -1.0),
    std=(0.5, 2.0),
    n_excerpts=8,
    error_all=5,
    error_selected=1,
    held_out_error_all=5.0,
    held_out_error_selected=4.0,
    history=(),
    left_out=(),
)


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path, create=True)
    write_batch(library, [invent(i, f"/music/{i}.flac") for i in range(5)], segmentation="4x15")
    store_space(library, "mine", selection_recipe(SELECTION))
    return library


def test_a_selection_becomes_a_space(library: Library, invent: Callable[..., Description]) -> None:
    space = find_space(library, "mine")
    assert space.dimensions == ("statistical:amp1mean", "statistical:power3")
    assert "2 dimensions of statistical@1" in space.description
    means = invent(3).features["statistical"].astype(np.float64).mean(axis=0)
    z = np.array([(means[0] - 0.25) / 0.5, (means[34] + 1.0) / 2.0])
    np.testing.assert_allclose(space.embed(invent(3).features), z / np.linalg.norm(z), atol=1e-5)
    matrix = space_matrix(library, space)
    row = matrix.rows[matrix.track_ids.index(invent(3).track_id)]
    np.testing.assert_allclose(row, z / np.linalg.norm(z), atol=1e-5)


def test_it_can_be_combined(library: Library) -> None:
    space = find_space(library, "mine*0.5+musicnn")
    assert [block.weight for block in space.blocks] == [0.5, 1.0]
    assert space.blocks[0].zscore == ((0.25, -1.0), (0.5, 2.0))
    assert find_space(library, "default") is SPACES["default"]
    with pytest.raises(DiscoveryError, match="no space 'yours'"):
        find_space(library, "mine+yours")


def test_another_recipe_of_the_same_name_is_another_matrix(library: Library) -> None:
    before = space_matrix(library, find_space(library, "mine")).rows.copy()
    recipe = selection_recipe(SELECTION)
    recipe["blocks"][0]["std"] = [5.0, 0.2]
    store_space(library, "mine", recipe)
    after = space_matrix(library, find_space(library, "mine")).rows
    assert np.abs(before - after).max() > 0.1


@pytest.mark.parametrize("name", ["default", "statistical", "fingerprint", "loudness", "all"])
def test_names_that_mean_something_are_taken(name: str) -> None:
    with pytest.raises(DiscoveryError, match="is taken"):
        check_space_name(name)


@pytest.mark.parametrize("name", ["", "2nd", "a b", "a*2", "a+b", "a.b", "x" * 65, "-a", "a\n", "../a"])
def test_names_that_could_not_be_typed_are_refused(name: str) -> None:
    with pytest.raises(DiscoveryError, match="cannot be named"):
        check_space_name(name)


@pytest.mark.parametrize("name", ["mine", "夜曲", "été_2-b", "x" * 64])
def test_other_names_are_free(name: str, library: Library) -> None:
    check_space_name(name)
    store_space(library, name, selection_recipe(SELECTION))
    assert find_space(library, f"{name}*2+default").blocks[0].weight == 2.0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"feature_set": "statistical@0"},
            "was made for statistical@0, and this tunescape hears statistical@1",
        ),
        ({"feature_set": "aura@3"}, "was made for aura@3, and this tunescape does not know it"),
        ({"dimensions": ["amp1mean", "aura"]}, "cannot be read"),
        ({"dimensions": ["amp1mean"]}, "cannot be read"),
        ({"std": [1.0, 0.0]}, "cannot be read"),
        ({"mean": [1.0, "x"]}, "cannot be read"),
        ({"mean": None}, "cannot be read"),
        ({"weight": -1}, "cannot be read"),
        ({"feature_set": 5}, "was made for 5"),
    ],
)
def test_an_outdated_or_damaged_recipe_says_so(changes: dict[str, Any], said: str) -> None:
    recipe = selection_recipe(SELECTION)
    recipe["blocks"][0] |= changes
    with pytest.raises(DiscoveryError, match=said) as raised:
        own_space(StoredSpace("mine", recipe, 0.0))
    assert "spaces --remove mine" in str(raised.value)


@pytest.mark.parametrize("recipe", [None, [], {}, {"blocks": 3, "description": ""}, "text", {"blocks": []}])
def test_what_is_no_recipe_says_so(recipe: Any) -> None:
    with pytest.raises(DiscoveryError, match="recipe of the space mine"):
        own_space(StoredSpace("mine", recipe, 0.0))
