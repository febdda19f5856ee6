"""What is reported of a selection is honest: selected on some tracks, judged on others."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.discovery.selection.excerpts import ExcerptPairs, stored_excerpts
from tunescape.discovery.selection.held_out import SelectionProgress, select_features
from tunescape.discovery.selection.selector import GeneticFeatureSelector
from tunescape.errors import DiscoveryError
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

QUICK = {"population": 40, "generations": 15}


def test_what_generalises_is_shown_to(planted: Callable[..., ExcerptPairs]) -> None:
    found = select_features(planted(40), **QUICK)  # type: ignore[arg-type]
    assert set(found.selected) <= {"f0", "f1", "f2", "f3"}
    assert found.n_excerpts == 80
    assert found.error_selected == 0 < found.error_all
    assert found.held_out_error_selected < 0.1 * found.held_out_error_all
    assert len(found.mean) == len(found.std) == len(found.selected)


def test_what_is_fitted_to_chance_is_shown_to_be() -> None:
    # no feature says anything of a track: whatever is selected is chance
    values = np.random.default_rng(0).normal(size=(40, 30)).astype(np.float32)
    track_ids = [f"{i:032x}" for i in range(20) for _ in range(2)]
    excerpts = ExcerptPairs("noise@1", tuple(map(str, range(30))), values, track_ids, [])
    found = select_features(excerpts, **QUICK)  # type: ignore[arg-type]
    assert found.error_selected < 0.85 * found.error_all
    assert found.held_out_error_selected > 0.9 * found.held_out_error_all


def test_the_seed_decides_and_progress_is_told(planted: Callable[..., ExcerptPairs]) -> None:
    told: list[SelectionProgress] = []
    quick = {"population": 10, "generations": 3}
    first = select_features(planted(9), seed=4, on_progress=told.append, **quick)  # type: ignore[arg-type]
    assert select_features(planted(9), seed=4, **quick) == first  # type: ignore[arg-type]
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].done == told[-1].total == 11 * 3


def test_too_few_tracks_and_seeds_that_are_none(planted: Callable[..., ExcerptPairs]) -> None:
    with pytest.raises(DiscoveryError, match="needs 4 tracks with two segments, and there are 3"):
        select_features(planted(3))
    with pytest.raises(DiscoveryError, match="a seed must be"):
        select_features(planted(4), seed=-1)


def test_real_clips_fall_by_forty_percent(shared_data: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    analyze(library, [shared_data / "gtzan"], AnalysisSettings(features="statistical", jobs=1))
    excerpts = stored_excerpts(library, "statistical")
    assert len(excerpts.values) == 120
    selector = GeneticFeatureSelector().fit(excerpts.values, excerpts.track_ids)
    assert selector.error_selected_ <= 0.6 * selector.error_all_
