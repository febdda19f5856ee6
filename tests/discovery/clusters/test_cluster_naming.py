"""Traits and names: what sets a cluster apart, in words that are distinct."""

import numpy as np
import pytest

from tunescape.discovery.clusters.naming import cluster_name, naming_words
from tunescape.discovery.clusters.sentences import short_trait
from tunescape.discovery.clusters.traits import TRAIT_MEASURES, Trait, traits_of

NAMES = [measure.name for measure in TRAIT_MEASURES]


def values(n: int, n_inside: int, **changes: tuple[float, float]) -> np.ndarray:
    """Measures of tracks of which the first belong to the cluster; by default nothing sets them apart."""
    rng = np.random.default_rng(0)
    table = np.full((n, len(NAMES)), 0.02) * rng.uniform(0.9, 1.1, size=(n, len(NAMES)))
    for name, (inside, outside) in changes.items():
        column = NAMES.index(name if name in NAMES else f"tag.{name.replace('_', ' ')}")
        centre = np.where(np.arange(n) < n_inside, inside, outside)
        table[:, column] = centre * rng.uniform(0.97, 1.03, size=n)
    return table


def traits(n: int = 40, n_inside: int = 10, **changes: tuple[float, float]) -> list[Trait]:
    return traits_of(values(n, n_inside, **changes), np.arange(n) < n_inside)


def named(**changes: tuple[float, float]) -> str:
    return cluster_name(traits(**changes), taken=[], fallback="cluster 1")


def test_a_trait_is_a_difference_and_its_size() -> None:
    trait = next(one for one in traits(tempo_bpm=(174.0, 100.0)) if one.measure.name == "tempo_bpm")
    assert trait.mean == pytest.approx(174, rel=0.03)
    assert trait.mean_rest == pytest.approx(100, rel=0.03)
    assert trait.effect_size == 1.0
    assert trait.distance > 5
    assert trait.counts


def test_a_difference_nobody_hears_does_not_count() -> None:
    # significant for sure, and half a decibel
    trait = next(one for one in traits(loudness_lufs=(-10.0, -10.5)) if one.measure.name == "loudness_lufs")
    assert abs(trait.effect_size) > 0.9
    assert not trait.counts


def test_what_is_not_known_is_no_trait() -> None:
    table = values(20, 5, jazz=(0.6, 0.02))
    table[:5, NAMES.index("tempo_bpm")] = np.nan
    table[:, NAMES.index("loudness_lufs")] = np.nan
    found = {trait.measure.name for trait in traits_of(table, np.arange(20) < 5)}
    assert not found & {"tempo_bpm", "loudness_lufs"}
    assert "tag.jazz" in found


def test_names_say_what_it_is_like_and_what_it_is() -> None:
    assert named(jazz=(0.6, 0.05), loudness_lufs=(-25.0, -12.0)) == "quiet jazz"
    assert named(metal=(0.5, 0.02), punk=(0.3, 0.02), tempo_bpm=(160.0, 110.0)) == "fast metal, punk"
    assert named(brightness_hz=(900.0, 2500.0), bass_share=(0.4, 0.1)) == "bassy, dark"
    assert named() == "cluster 1"


def test_two_tags_that_say_the_same_are_said_once() -> None:
    assert (
        named(electronic=(0.5, 0.02), electronica=(0.45, 0.02), ambient=(0.3, 0.02)) == "electronic, ambient"
    )


def test_genres_come_before_moods_and_decades_and_unlikely_tags_not_at_all() -> None:
    _, tags = naming_words(traits(sad=(0.6, 0.02), folk=(0.3, 0.02), punk=(0.09, 0.001)))
    assert tags == ["folk", "sad"]


def test_no_two_clusters_have_one_name() -> None:
    same = traits(jazz=(0.6, 0.05), loudness_lufs=(-25.0, -12.0))
    taken: list[str] = []
    for _ in range(6):
        taken.append(cluster_name(same, taken=taken, fallback="cluster"))
    assert len({name.casefold() for name in taken}) == 6
    assert taken[0] == "quiet jazz"


def test_traits_are_said_in_english_and_chinese() -> None:
    trait = {"feature": "loudness_lufs", "mean": -20.0, "mean_rest": -10.0}
    assert short_trait(trait) == "quieter"
    assert short_trait(trait, lang="zh").replace("更", "") not in ("", "quieter")
    assert short_trait({"feature": "of another version", "mean": 0, "mean_rest": 1}) == ""
