import time
from typing import Any

import pytest

from tunescape.interfaces.web.pages.widgets.job_texts import (
    job_fraction,
    job_name,
    job_outcome,
    job_progress_text,
)
from tunescape.interfaces.web.pages.widgets.times import clock, span
from tunescape.interfaces.web.texts import Texts
from tunescape.library.jobs import Job

EN, ZH = Texts("en"), Texts("zh")


def job(state: str = "running", *, kind: str = "analyze", **changes: Any) -> Job:
    blank = Job("id", kind, {}, state, {}, None, None, False, None, 0.0, time.time() - 70, None)
    return blank._replace(**changes)


def heard(**counts: int) -> dict[str, Any]:
    names = ("found", "analyzed", "unchanged", "duplicates", "failed", "missing")
    return {**dict.fromkeys(names, 0), "seconds": 130.0, **counts}


def test_progress_has_count_rate_and_what_is_left() -> None:
    progress = {"done": 1200, "total": 5000, "rate": 1.5, "eta_s": 2533.0, "failed": 2}
    told = job_progress_text(EN, job(progress=progress))
    assert told == "1,200 of 5,000 files · 90 a minute · about 42 min left · 2 could not be read"
    assert job_progress_text(ZH, job(progress=progress)).startswith(
        "已完成 1,200 / 5,000 个文件 · 每分钟 90 个"
    )
    assert job_fraction(job(progress=progress)) == pytest.approx(0.24)


def test_progress_before_anything_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    assert "Waiting" in job_progress_text(EN, job("queued"))
    assert job_progress_text(EN, job()) == "Starting …"
    assert job_progress_text(EN, job(progress={"phase": "scan"})) == "Looking for music files …"
    assert job_progress_text(EN, job(kind="cluster", progress={"phase": "cluster"})) == "At work for 70 s"
    assert job_progress_text(EN, job(cancel_requested=True)).startswith("Stopping")
    assert job_fraction(job(progress={"done": 0, "total": 0})) is None


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (heard(), "There are no music files in it"),
        (heard(found=3, unchanged=3), "Nothing new: every file is known already"),
        (heard(found=1, analyzed=1), "1 track was heard in 2 min"),
        (
            heard(found=9, analyzed=2, unchanged=4, duplicates=1, failed=2, missing=1),
            "2 tracks were heard in 2 min · 4 were known already · 1 is a copy of another"
            " · 2 could not be read · 1 is gone from the disk",
        ),
        (heard(found=2, failed=2), "2 could not be read"),
    ],
)
def test_the_end_of_an_analysis_is_a_sentence_with_counts(result: dict[str, Any], sentence: str) -> None:
    assert job_outcome(EN, job("done", result=result)) == sentence


def test_other_ends() -> None:
    error = {"code": "scan", "message": "there is no such folder", "hint": "name another one"}
    assert (
        job_outcome(EN, job("failed", error=error)) == "It failed: There is no such folder. Name another one"
    )
    assert job_outcome(EN, job("failed")) == "It failed"
    assert job_outcome(EN, job("cancelled")) == "Stopped; what was done so far is kept"
    assert (
        job_outcome(EN, job("done", kind="cluster", result={"clusters": [1, 2, 3]}))
        == "3 clusters were found"
    )
    unknown = job("done", kind="brew", started_at=10.0, ended_at=25.0)
    assert job_outcome(EN, unknown) == "Done in 15 s"
    assert job_name(ZH, "brew") == "处理任务"


def test_lengths_of_time() -> None:
    assert [clock(s) for s in (0, 59.6, 185, 3723)] == ["0:00", "1:00", "3:05", "1:02:03"]
    assert [span(EN, s) for s in (0.2, 99, 101, 5940, 6000, 200_000)] == [
        *("0 s", "99 s", "2 min", "99 min", "1 h 40 min", "2 d 7 h")
    ]
