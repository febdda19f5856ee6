"""``tunescape chart``, as people and scripts run it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback import Answer, Loopback, clip
from patience import PATIENCE_S, until

Chart = Callable[..., Any]


def ranking_of(server: Loopback, audio: dict[str, bytes]) -> None:
    """A ranking service with these pieces, by id."""
    items = [
        {
            "music_id": name,
            "title": f"曲/{i}",
            "author": "@作者",
            "audition_duration": 15,
            "user_count": 99 - i,
            "user_incr": i,
        }
        for i, name in enumerate(audio)
    ]
    server.serve_ranking(list(zip(items, audio.values(), strict=True)))


FAST = ("--rate", 1000)


def is_refused(run: Any, *words: str) -> bool:
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("tunescape: ")
    assert run.err.count("\n") == 1
    assert [word for word in words if word not in run.err] == []
    return True


def test_the_sources(chart: Chart) -> None:
    listed = chart("sources", "--json")
    assert (listed.code, listed.err) == (0, "")
    assert [row["name"] for row in listed.document] == ["csv", "json", "podcast", "ranking"]
    assert listed.document[3]["header_envs"] == ["TUNESCAPE_RANKING_COOKIE"]
    shown = chart("sources")
    assert (shown.code, shown.out) == (0, "")
    assert all(row["name"] in shown.err for row in listed.document)


def test_a_profile_is_printed_to_be_changed(chart: Chart, server: Loopback, tmp_path: Path) -> None:
    text = chart("sources", "ranking").out
    mine = tmp_path / "Mine.toml"
    mine.write_text(text.replace('"{base}/', f'"{server.url}/').replace('"ranking"', '"mine"'))
    assert chart("sources", "ranking", "--json").document == {"name": "ranking", "profile": text}
    ranking_of(server, {"1": clip(1)})
    fetched = chart("fetch", mine, "-o", tmp_path / "chart.csv", *FAST, "--json")
    assert (fetched.code, fetched.document["rows"], fetched.document["source"]) == (0, 1, "mine")
    arguments = (
        "download",
        tmp_path / "chart.csv",
        "-o",
        tmp_path / "music",
        "--allow-private",
        *FAST,
        "--json",
    )
    assert "give --source" in chart(*arguments).document["failures"][0]["reason"]
    assert chart(*arguments, "--source", mine).document["downloaded"] == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_the_ranking_to_files_and_again(
    chart: Chart, server: Loopback, tmp_path: Path, lang: str
) -> None:
    ranking_of(server, {str(i): clip(i) for i in range(1, 8)})
    csv, music = tmp_path / "chart.csv", tmp_path / "music"
    fetched = chart("fetch", "ranking", "--from", server.url, "-o", csv, "--lang", lang, *FAST, "--json")
    assert fetched.code == 0
    assert (fetched.document["rows"], fetched.document["file"]) == (7, str(csv))
    assert fetched.err == f"Wrote 7 pieces to {csv}\n"
    download = ("download", csv, "-o", music, "--allow-private", "--from", server.url, *FAST)
    done = chart(*download, "--json")
    assert done.code == 0
    assert {name: done.document[name] for name in ("downloaded", "unchanged", "failed", "failures")} == {
        "downloaded": 7,
        "unchanged": 0,
        "failed": 0,
        "failures": [],
    }
    assert (music / "曲_6 [7].flac").read_bytes() == clip(7)
    again = chart(*download)
    assert (again.code, again.out) == (0, "")
    assert "0 downloaded, 7 unchanged, 0 failed" in again.err


def test_the_source_may_stand_in_the_environment(
    chart: Chart, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_RANKING_URL", f"{server.url}/")
    ranking_of(server, {"1": clip(1)})
    assert chart("fetch", "ranking", "-o", tmp_path / "c.csv", "--limit", 1, "--keyword", "夜").code == 0
    assert server.requests[0].query["keyword"] == "夜"
    assert chart("download", tmp_path / "c.csv", "-o", tmp_path / "m", "--allow-private").code == 0


def test_some_failures_are_1_and_nothing_but_failures_2(
    chart: Chart, server: Loopback, tmp_path: Path
) -> None:
    ranking_of(server, {"1": clip(1), "2": b"<html>gone</html>"})
    csv = tmp_path / "chart.csv"
    chart("fetch", "ranking", "--from", server.url, "-o", csv, *FAST)
    some = chart(
        "download", csv, "-o", tmp_path / "a", "--allow-private", "--from", server.url, *FAST, "--json"
    )
    assert some.code == 1
    assert some.document["failures"] == [
        {
            "music_id": "2",
            "title": "曲/1",
            "stage": "chart",
            "reason": "is no audio but a web page, though it is called audio/mpeg",
        }
    ]
    assert "failed: 曲/1 (2): is no audio but a web page" in some.err
    none = chart("download", csv, "-o", tmp_path / "b", "--from", server.url, *FAST, "--json")
    assert (none.code, none.document["failed"]) == (2, 2)
    assert none.err.endswith("tunescape: nothing could be downloaded; the reasons are above\n")
    assert "--allow-private lets it through" in none.err


def test_a_chart_that_ends_early_is_1_and_written(chart: Chart, server: Loopback, tmp_path: Path) -> None:
    def page(answer: Answer) -> None:
        if answer.number == 1:
            answer.json({"data": {"list": [{"music_id": 1, "title": "a"}, {"music_id": 1}, {"title": "b"}]}})
        else:
            answer.send(b"", 403)

    server.routes["/search"] = page
    run = chart("fetch", "ranking", "--from", server.url, "-o", tmp_path / "chart.csv", *FAST, "--json")
    assert run.code == 1
    assert run.document["incomplete"] == "page 2: 127.0.0.1 answers 403 Forbidden"
    assert (run.document["rows"], run.document["duplicates"], run.document["without_id"]) == (1, 1, 1)
    assert "The chart ends early: page 2" in run.err
    assert (tmp_path / "chart.csv").is_file()


def test_files_and_addresses_are_sources(chart: Chart, server: Loopback, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(f"music_id,title,audio_url\n1,a,{server.url}/1\n")
    server.serve("/feed.xml", b"<rss><channel><item><enclosure url='/1'/></item></channel></rss>")
    server.routes["/list.JSON"] = lambda answer: answer.json([{"id": 1, "title": "x"}])
    out = tmp_path / "chart.csv"
    for source in (mine, f"{server.url}/feed.xml?page=1", f"{server.url}/list.JSON"):
        assert chart("fetch", source, "-o", out, *FAST, "--json").document["rows"] == 1
    assert is_refused(chart("fetch", mine, "--from", "x", "-o", out), "leave out --from")


def test_a_chart_of_ones_own_needs_no_fetching(chart: Chart, server: Loopback, tmp_path: Path) -> None:
    server.serve("/1", clip(1))
    (tmp_path / "mine.csv").write_text(f"music_id,title,audio_url\n1,a,{server.url}/1\n")
    run = chart("download", tmp_path / "mine.csv", "-o", tmp_path / "m", "--allow-private", "--json")
    assert (run.code, run.document["downloaded"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fetch", "douyin", "-o", "c.csv"), ("no source douyin", "csv, json, podcast, ranking", ".toml")),
        (("fetch", "ranking", "-o", "c.csv"), ("--from or set TUNESCAPE_RANKING_URL",)),
        (("fetch", "ranking", "-o", "c.xlsx", "--from", "http://x"), ("c.xlsx", "extension .csv")),
        (
            ("fetch", "ranking", "-o", "c.csv", "--lang", "fr", "--from", "http://x"),
            ("--lang cannot be fr", "en or zh"),
        ),
        (("fetch", "nowhere.toml", "-o", "c.csv"), ("nowhere.toml", "cannot be read")),
        (("fetch", "nowhere.csv", "-o", "c.csv"), ("nowhere.csv", "cannot be read")),
        (("download", "nowhere.csv", "-o", "m"), ("nowhere.csv", "cannot be read")),
        (("download", "empty.csv", "-o", "m"), ("empty.csv", "is empty")),
        (("download", "header.csv", "-o", "m"), ("header.csv", "holds no pieces", "tunescape chart fetch")),
        (
            ("download", "tool.csv", "-o", "m"),
            ("tool.csv", "no column music_id (or 音乐ID)", "only Track, Artist"),
        ),
        (("download", "one.csv", "-o", "m", "--source", "douyin"), ("no source douyin",)),
        (("download", "one.csv", "-o", "empty.csv"), ("empty.csv", "cannot be written")),
        (("sources", "douyin"), ("no source douyin",)),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    chart: Chart,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNESCAPE_RANKING_URL", raising=False)
    Path("empty.csv").touch()
    Path("header.csv").write_text("music_id,title\n")
    Path("tool.csv").write_text("Track,Artist\na,b\n")
    Path("one.csv").write_text("music_id,title\n1,a\n")
    assert is_refused(chart(*arguments), *words)
    assert not Path("c.csv").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch", "ranking"),
        ("download", "c.csv"),
        ("fetch", "ranking", "-o", "c.csv", "--limit", "0"),
        ("fetch", "ranking", "-o", "c.csv", "--rate", "nan"),
        ("download", "c.csv", "-o", "m", "--connections", "0"),
        ("download", "c.csv", "-o", "m", "--max-size", "nan"),
        ("download", "c.csv", "-o", "m", "--tries", "0"),
        ("download", "c.csv", "-o", "m", "--timeout", "0"),
        ("chart",),
    ],
)
def test_wrong_usage(chart: Chart, arguments: tuple[str, ...]) -> None:
    run = chart(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "Usage: " in run.err


def test_no_secret_is_printed(
    chart: Chart, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_RANKING_COOKIE", "sid=s3cret")
    out = tmp_path / "chart.csv"
    server.routes["/search"] = lambda answer: answer.send(b"", 403)
    assert is_refused(chart("fetch", "ranking", "--from", server.url, "-o", out), "answers 403 Forbidden")
    ranking_of(server, {"1": clip(1)})
    runs = [chart("fetch", "ranking", "--from", server.url, "-o", out, *FAST, "--json")]
    server.routes["/music/"] = lambda answer: answer.json({"data": f"{server.url}/gone?sign=s3cret"})
    runs.append(
        chart("download", out, "-o", tmp_path / "m", "--allow-private", "--from", server.url, *FAST, "--json")
    )
    written = [path.read_text("utf-8-sig") for path in tmp_path.rglob("*") if path.is_file()]
    assert server.requests[0].headers["cookie"] == "sid=s3cret"
    assert "s3cret" not in "".join([*(run.out + run.err for run in runs), *written])


@pytest.mark.slow
def test_ctrl_c_in_a_shell(server: Loopback, tmp_path: Path) -> None:
    for i in range(1, 4):
        server.serve(f"/{i}", clip(i))
    server.routes["/4"] = server.stall
    rows = "".join(f"{i},t,{server.url}/{i}\n" for i in range(1, 5))
    (tmp_path / "c.csv").write_text(f"music_id,title,audio_url\n{rows}")
    command = [sys.executable, "-m", "tunescape", "chart", "download", str(tmp_path / "c.csv")]
    options = ["-o", str(tmp_path / "m"), "--allow-private", "--rate", "100", "--json"]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    until(lambda: list((tmp_path / "m").glob("*.flac")), lambda found: len(found) == 3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (130, "")
    assert err == "Stopped. What has come so far is kept; run the same command again to go on.\n"
    server.serve("/4", clip(4))
    again = subprocess.run([*command, *options], capture_output=True, check=True)
    assert json.loads(again.stdout)["unchanged"] == 3


@pytest.mark.slow
def test_ctrl_c_during_a_fetch_in_a_shell(server: Loopback, tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    out.write_text("music_id,title\n1,of last week\n")
    server.routes["/search"] = server.stall
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tunescape", "chart", "fetch", "ranking", "--from", server.url),
            *("-o", str(out), "--json"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    until(lambda: server.requests)
    os.killpg(process.pid, signal.SIGINT)
    said, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, said) == (130, "")
    assert err == "Stopped. Nothing was written; run the same command again to start anew.\n"
    assert out.read_text() == "music_id,title\n1,of last week\n"


@pytest.mark.slow
def test_kill_9_leaves_nothing_half(server: Loopback, tmp_path: Path) -> None:
    body = clip(1, 3_000_000)
    for i in range(1, 9):
        server.routes[f"/{i}"] = lambda answer: answer.file(body) if answer.number > 1 else slowly(answer)

    def slowly(answer: Answer) -> None:
        answer.send(body[:1_000_000], Content_Length=str(len(body)), ETag='"1"')
        server.stall(answer)

    rows = "".join(f"{i},t,{server.url}/{i}\n" for i in range(1, 9))
    (tmp_path / "c.csv").write_text(f"music_id,title,audio_url\n{rows}")
    command = [
        sys.executable,
        "-m",
        "tunescape",
        "chart",
        "download",
        str(tmp_path / "c.csv"),
        "-o",
        str(tmp_path / "m"),
    ]
    process = subprocess.Popen([*command, "--allow-private", "--rate", "100"], stderr=subprocess.DEVNULL)
    parts = (tmp_path / "m").glob
    until(lambda: sum(path.stat().st_size for path in parts(".*.part")), lambda size: size == 4_000_000)
    process.kill()
    process.wait()
    assert list((tmp_path / "m").glob("*.flac")) == []
    subprocess.run(
        [*command, "--allow-private", "--rate", "100", "--timeout", "5"], check=True, capture_output=True
    )
    assert [path.read_bytes() == body for path in (tmp_path / "m").glob("*.flac")] == [True] * 8
    resumed = {seen.path for seen in server.requests if seen.headers.get("range") == "bytes=1000000-"}
    assert len(resumed) == 8
