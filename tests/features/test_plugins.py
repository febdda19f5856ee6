"""Plugins: what can be used joins, and what cannot is one clear sentence."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import Any

import numpy as np
import pytest

from tunescape.discovery.space import FITTED, SPACES
from tunescape.errors import FeatureError, PluginWarning
from tunescape.features import plugins
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.plugins import GROUP, load_plugins
from tunescape.features.registry import SHIPPED


def feature_set(**changes: Any) -> FeatureSet:
    declared = FeatureSet(
        name="peaks",
        version=1,
        dimensions=("low", "high"),
        dtype="float32",
        units="amplitude",
        summary="the ends",
        source="here",
        describe=lambda excerpt: np.array([excerpt.samples.min(), excerpt.samples.max()]),
    )
    return replace(declared, **changes)


OFFERED: dict[str, Any] = {}
"""What the entry points of these tests name."""


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, FeatureSet]]:
    """A function that loads plugins as if packages offered these values."""

    def load(*values: object) -> dict[str, FeatureSet]:
        OFFERED.clear()
        OFFERED.update({f"plugin{i}": value for i, value in enumerate(values)})
        points = [EntryPoint(name, f"test_plugins_stand_in:{name}", GROUP) for name in OFFERED]
        monkeypatch.setattr(plugins, "entry_points", lambda group: points if group == GROUP else [])
        monkeypatch.setattr(EntryPoint, "load", lambda point: _value(point.name))
        return load_plugins(SHIPPED)

    return load


def _value(name: str) -> object:
    value = OFFERED[name]
    if isinstance(value, BaseException):
        raise value
    return value


def excerpt() -> Excerpt:
    return Excerpt(np.array([0.5, -0.25, 0.0], np.float32), 8000)


def test_a_feature_set_joins_but_not_by_default(offer: Callable[..., dict[str, FeatureSet]]) -> None:
    found = offer(feature_set())
    assert list(found) == ["peaks"]
    assert not found["peaks"].by_default
    np.testing.assert_allclose(found["peaks"](excerpt()), [-0.25, 0.5])


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (ImportError("No module named 'gone'"), "loading it failed .ImportError: No module named 'gone'"),
        (RuntimeError("two\nlines"), "loading it failed .RuntimeError: two lines"),
        ("a string", "is str, not a FeatureSet"),
        (feature_set(name="musicnn"), "the name 'musicnn' is taken"),
        (feature_set(name="default"), "the name 'default' is taken"),
        (feature_set(name="No Name!"), "is no name; begin with a letter"),
        (feature_set(name=7), "is no name"),
        (feature_set(dimensions=()), "dimensions have no names"),
        (feature_set(dimensions=("a", "a")), "two have the same"),
        (feature_set(version="1"), "version"),
        (feature_set(dtype="uint8"), "dtype uint8"),
    ],
)
def test_one_that_cannot_be_used_is_one_sentence(
    offer: Callable[..., dict[str, FeatureSet]], value: object, reason: str
) -> None:
    with pytest.warns(PluginWarning, match=reason) as caught:
        found = offer(value, feature_set(name="sound"))
    assert list(found) == ["sound"]
    (warning,) = caught
    assert "\n" not in str(warning.message)
    assert "the feature set 'plugin0'" in str(warning.message)


def test_of_two_with_one_name_the_second_is_refused(offer: Callable[..., dict[str, FeatureSet]]) -> None:
    with pytest.warns(PluginWarning, match="the name 'peaks' is taken"):
        found = offer(feature_set(summary="first"), feature_set(summary="second"))
    assert found["peaks"].summary == "first"


@pytest.mark.parametrize(
    ("describe", "reason"),
    [
        (lambda _: 1 / 0, "peaks@1 of an unknown package failed .ZeroDivisionError: division by zero"),
        (lambda _: np.zeros(3), "did not return 2 finite numbers"),
        (lambda _: np.array([0.0, np.nan]), "did not return 2 finite numbers"),
        (lambda _: ["x", "y"], "failed .ValueError"),
    ],
)
def test_a_mistake_while_describing_is_a_failure_with_a_name(
    offer: Callable[..., dict[str, FeatureSet]], describe: Callable[[Excerpt], object], reason: str
) -> None:
    found = offer(feature_set(describe=describe))
    with pytest.raises(FeatureError, match=reason):
        found["peaks"](excerpt())


def test_an_error_of_tunescape_stays_what_it_is(offer: Callable[..., dict[str, FeatureSet]]) -> None:
    def describe(_: Excerpt) -> np.ndarray:
        raise FeatureError("needs a licence", hint="buy one")

    with pytest.raises(FeatureError, match=r"^needs a licence; buy one$"):
        offer(feature_set(describe=describe))["peaks"](excerpt())


def test_without_plugins_nothing_is_said(offer: Callable[..., dict[str, FeatureSet]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert offer() == {}


def test_no_plugin_can_take_the_name_of_a_space() -> None:
    shipped = {name for name in SPACES if all(block.zscore != FITTED for block in SPACES[name].blocks)}
    assert shipped <= {*SHIPPED, *plugins._RESERVED}
