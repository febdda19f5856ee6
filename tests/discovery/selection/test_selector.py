"""The selector is a scikit-learn estimator like any other, and selects what matters."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from tunescape.discovery.selection.excerpts import ExcerptPairs
from tunescape.discovery.selection.pairs import twin_errors
from tunescape.discovery.selection.selector import GeneticFeatureSelector


# All apply: a label that many share is a track of many excerpts. That of the array API skips itself, as it
# does for every estimator unless an environment variable tells SciPy of that API.
@parametrize_with_checks([GeneticFeatureSelector(population=8, generations=3)])
def test_scikit_learn_accepts_it(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


def test_it_selects_what_tells_tracks_apart(planted: Callable[..., ExcerptPairs]) -> None:
    excerpts = planted(40)
    selector = GeneticFeatureSelector(population=60, generations=25).fit(excerpts.values, excerpts.track_ids)
    chosen = selector.get_support(indices=True)
    assert set(chosen) <= {0, 1, 2, 3}
    assert len(chosen) >= 2
    assert selector.error_selected_ == 0 < selector.error_all_
    np.testing.assert_array_equal(selector.transform(excerpts.values), excerpts.values[:, chosen])


def test_its_errors_are_those_of_the_pair_task(planted: Callable[..., ExcerptPairs]) -> None:
    excerpts = planted(15, seed=3)
    selector = GeneticFeatureSelector(population=10, generations=2).fit(excerpts.values, excerpts.track_ids)
    z = (excerpts.values - excerpts.values.mean(axis=0)) / excerpts.values.std(axis=0)
    assert selector.error_all_ == twin_errors(z, excerpts.track_ids).sum()
    assert selector.error_selected_ == twin_errors(z[:, selector.support_], excerpts.track_ids).sum()
    assert selector.history_[-1].best >= selector.error_selected_


def test_names_pipelines_and_copies(planted: Callable[..., ExcerptPairs]) -> None:
    excerpts = planted(20)
    selector = GeneticFeatureSelector(population=40, generations=15, patience=5)
    assert clone(selector).get_params() == selector.get_params()
    pipeline = make_pipeline(selector, KNeighborsClassifier(1)).fit(excerpts.values, excerpts.track_ids)
    assert set(selector.get_feature_names_out(excerpts.dimensions)) <= {"f0", "f1", "f2", "f3"}
    assert pipeline.score(excerpts.values, excerpts.track_ids) == 1.0


def test_random_state_decides(planted: Callable[..., ExcerptPairs]) -> None:
    excerpts = planted(12, n_features=40)

    def history(random_state: object) -> list[Any]:
        selector = GeneticFeatureSelector(population=12, generations=3, random_state=random_state)  # type: ignore[arg-type]
        return selector.fit(excerpts.values, excerpts.track_ids).history_

    assert history(1) == history(1) == history(np.random.RandomState(1))
    assert history(1) != history(2)


def test_a_constant_feature_does_no_harm() -> None:
    X = np.random.default_rng(0).normal(size=(8, 3))
    X[:, 1] = 0.1
    selector = GeneticFeatureSelector(population=8, generations=3).fit(X, [0, 0, 1, 1, 2, 2, 3, 3])
    assert np.isfinite(selector.scale_).all()
    assert selector.scale_[1] == 1.0


@pytest.mark.parametrize(
    ("options", "labels", "said"),
    [
        ({"population": 3}, [0, 0, 1, 1], "population must be a whole number of at least 4, not 3"),
        ({"generations": 0}, [0, 0, 1, 1], "generations"),
        ({"patience": 0}, [0, 0, 1, 1], "patience"),
        ({"population": 10.5}, [0, 0, 1, 1], "population"),
        ({}, [0, 1, 2, 3], "no two excerpts have the same label"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], labels: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        GeneticFeatureSelector(**options).fit(np.arange(8.0).reshape(4, 2), labels)
