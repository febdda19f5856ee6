import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.audio.segments import Segmentation
from tunescape.errors import EvaluationError
from tunescape.evaluation import cost
from tunescape.library.describe import AnalysisPlan

PLAN = AnalysisPlan(Segmentation(), ("statistical",))


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were timed; each takes as many hundredths of CPU seconds as it is called."""
    names: list[str] = []

    def work(file: object, plan: AnalysisPlan) -> None:
        assert plan is PLAN
        names.append(Path(file.path.decode()).stem)  # type: ignore[attr-defined]
        until = time.process_time() + int(names[-1]) / 100
        while time.process_time() < until:
            pass
        time.sleep(0.001)  # waiting costs nothing

    monkeypatch.setattr(cost, "describe_file", work)
    return names


@pytest.fixture
def files(tmp_path: Path) -> Callable[[int], list[str]]:
    def make(n: int) -> list[str]:
        for i in range(n):
            (tmp_path / f"{i}.wav").write_bytes(b"x")
        return [str(tmp_path / f"{i}.wav") for i in range(n)]

    return make


def test_the_mean_of_a_few_tracks_after_one_that_warms_up(
    files: Callable[[int], list[str]], timed: list[str]
) -> None:
    assert cost.evaluate(files(3), PLAN) == pytest.approx(0.01, abs=0.006)
    assert timed == ["0", "0", "1", "2"]


def test_of_many_tracks_some_are_timed_spread_over_all(
    files: Callable[[int], list[str]], timed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "N_TRACKS", 3)
    cost.evaluate(files(9), PLAN)
    assert timed == ["0", "0", "4", "8"]


def test_without_files_it_says_so() -> None:
    with pytest.raises(EvaluationError, match="no file to time"):
        cost.evaluate([], PLAN)
