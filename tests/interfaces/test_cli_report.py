"""``report`` on the command line."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from patience import PATIENCE_S
from shelf import Outcome, Shelf

from tunescape.errors import ReportError
from tunescape.library.store import Library
from tunescape.report import pdf

Run = Callable[..., Outcome]

ONE = ("--tracks", "夜曲")
"""The track to look at: pictures take their time."""


def test_the_document_names_the_file(tunescape: Run, tmp_path: Path) -> None:
    target = tmp_path / "报告 1.html"
    outcome = tunescape("report", "-o", target, "--lang", "zh", "--title", "<b>&", *ONE, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    document = outcome.document
    assert document == {
        "file": str(target),
        "bytes": target.stat().st_size,
        "tracks": 6,
        "lang": "zh",
        "pictures": None,
    }
    text = target.read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "<title>&lt;b&gt;&amp;</title>" in text
    assert sorted(os.listdir(tmp_path)) == ["报告 1.html"]


def test_the_same_twice_is_the_same(tunescape: Run, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        assert tunescape("report", "-o", tmp_path / name, *ONE).code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_markdown_with_its_pictures(tunescape: Run, tmp_path: Path) -> None:
    target = tmp_path / "r.md"
    outcome = tunescape("report", "-o", target, "--tracks", "夜曲", "--tracks", "Été")
    assert outcome.code == 0
    assert outcome.err.startswith(f"Wrote {target} (")
    folder = tmp_path / "r-pictures"
    assert f"its pictures to {folder}" in outcome.err
    tracks = {name for name in os.listdir(folder) if name.startswith("track-")}
    assert tracks == {f"track-{i}-{j}.png" for i in (1, 2) for j in (1, 2, 3)}
    text = target.read_text(encoding="utf-8")
    assert "### 夜曲\n" in text
    assert all(f"r-pictures/{name}" in text for name in os.listdir(folder))


def test_format_says_more_than_the_name(tunescape: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    assert tunescape("report", "-o", target).refused("report.txt", ".html, .md or .pdf", "--format")
    assert tunescape("report", "-o", target, "--format", "md", *ONE).code == 0
    assert target.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--where", 'title = "nothing like it"'), ("no track matches",)),
        (("--where", "tempo > 1"), ("there is no field tempo",)),
        (("--against", "nowhere"), ("'nowhere' is no folder, no playlist and no condition",)),
        (("--tracks", "nowhere"), ("no track matches 'nowhere'",)),
        (("--tracks", __file__), ("is not in the library", "tunescape analyze")),
    ],
)
def test_what_cannot_be_found_is_one_sentence(
    tunescape: Run, tmp_path: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert tunescape("report", "-o", tmp_path / "r.html", *options, "--json").refused(*words)
    assert os.listdir(tmp_path) == []


def test_places_that_cannot_be_written_are_refused_before_the_work(
    tunescape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        pytest.fail("the work was begun")

    monkeypatch.setattr("tunescape.report.write.gather", never)
    assert tunescape("report", "-o", tmp_path / "no" / "r.html").refused(
        "the folder does not exist", "make it"
    )
    (tmp_path / "dir.html").mkdir()
    assert tunescape("report", "-o", tmp_path / "dir.html").refused("is a folder", "dir.html/report.html")
    assert tunescape("report", "-o", tmp_path).refused()


def test_an_unknown_language_is_wrong_usage(tunescape: Run, tmp_path: Path) -> None:
    outcome = tunescape("report", "-o", tmp_path / "r.html", "--lang", "fr")
    assert (outcome.code, outcome.out) == (2, "")
    assert "'fr' is not one of 'en', 'zh'" in outcome.err


def test_an_empty_library_and_none(tunescape: Run, tmp_path: Path) -> None:
    Library(tmp_path / "empty", create=True)
    target = tmp_path / "r.html"
    assert tunescape("report", "-o", target, "--library", tmp_path / "empty").refused(
        "holds no tracks yet", "`tunescape analyze FOLDER` fills it"
    )
    assert tunescape("report", "-o", target, "--library", tmp_path / "no").refused("there is no library here")


def test_what_was_there_stays_where_writing_fails(
    tunescape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "r.html"
    target.write_text("before")

    def full(*_: object, **__: object) -> str:
        raise ReportError("no more")

    monkeypatch.setattr("tunescape.report.write.render_page", full)
    assert tunescape("report", "-o", target, *ONE).refused("no more")
    assert (target.read_text(), os.listdir(tmp_path)) == ("before", ["r.html"])


def test_a_library_that_cannot_be_written_gives_a_report_all_the_same(
    tunescape: Run, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (shelf.library_path / "library.db").read_bytes()
    assert tunescape("report", "-o", tmp_path / "r.html", *ONE).code == 0
    assert (shelf.library_path / "library.db").read_bytes() == before


class TestPdf:
    """Printing, without a browser."""

    def test_no_browser_is_a_sentence_before_the_work(
        self, tunescape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
        assert tunescape("report", "-o", tmp_path / "r.pdf").refused("no browser is here", "install chromium")
        assert os.listdir(tmp_path) == []

    @pytest.mark.parametrize(
        ("script", "timeout_s", "word"),
        [
            ("echo out of order >&2", PATIENCE_S, "printed no PDF (out of order)"),
            ("true", PATIENCE_S, "printed no PDF (it says nothing)"),
            ("sleep 60 & sleep 60", 0.4, "did not finish printing in 0 s"),
        ],
    )
    def test_a_browser_that_fails_is_a_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, timeout_s: float, word: str
    ) -> None:
        browser = tmp_path / "browser"
        browser.write_text(f"#!/bin/sh\n{script}\n")
        browser.chmod(0o755)
        monkeypatch.setattr(pdf, "BROWSERS", (str(browser),))
        work = tmp_path / "work"
        work.mkdir()
        with pytest.raises(ReportError) as caught:
            pdf.print_page("<p>", work, timeout_s=timeout_s)
        assert word in str(caught.value)
        assert os.listdir(work) == []

    def test_what_is_printed_is_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = tmp_path / "browser"
        browser.write_text(
            '#!/bin/sh\nfor a; do case $a in --print-to-pdf=*) echo "%PDF-1.7" > "${a#*=}";; esac; done\n'
        )
        browser.chmod(0o755)
        monkeypatch.setattr(pdf, "BROWSERS", (str(browser),))
        assert pdf.print_page("<p>", tmp_path) == b"%PDF-1.7\n"
        assert subprocess.run([browser], check=False).returncode == 0
