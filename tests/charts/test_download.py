"""A whole chart, from servers that are slow, busy, broken and gone."""

import hashlib
import json
import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from loopback import QUICK, Answer, Loopback, clip
from patience import PATIENCE_S

from tunescape.charts.chart import Chart, ChartItem
from tunescape.charts.download import DownloadProgress, DownloadReport, download_chart
from tunescape.charts.manifest import MANIFEST_NAME, read_manifest
from tunescape.errors import ChartError


def chart_of(server: Loopback, n: int, **changes: Any) -> Chart:
    """Pieces 1 to n, each with an address of its own on the server."""
    items = []
    for i in range(1, n + 1):
        values = {
            "title": f"曲 {i}",
            "rank": i,
            "users": 1000 - i,
            "users_gained": i,
            "source": "csv",
        } | changes
        server.serve(f"/audio/{i}", clip(i, 20_000 + i))
        items.append(ChartItem(music_id=str(i), audio_url=f"{server.url}/audio/{i}", **values))
    return Chart(tuple(items))


def download(chart: Chart, folder: Path, **options: Any) -> DownloadReport:
    return download_chart(chart, folder, **{"allow_private": True, "manners": QUICK, **options})


def counts(report: DownloadReport) -> tuple[int, int, int]:
    return report.downloaded, report.unchanged, len(report.failures)


def audio_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".flac"}


def test_a_chart_and_once_more(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 12)
    folder = tmp_path / "deep" / "er"
    report = download(chart, folder)
    assert counts(report) == (12, 0, 0)
    assert audio_files(folder) == {f"曲 {i} [{i}].flac": clip(i, 20_000 + i) for i in range(1, 13)}
    assert report.bytes == sum(20_000 + i for i in range(1, 13))
    asked = len(server.requests)
    assert counts(download(chart, folder)) == (0, 12, 0)
    assert len(server.requests) == asked
    assert {path.name for path in folder.iterdir() if path.name.startswith(".")} <= {".tunescape-chart.lock"}


def test_only_what_is_missing_is_fetched(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 6)
    download(Chart(chart.items[:3]), tmp_path)
    (tmp_path / "曲 2 [2].flac").unlink()
    (tmp_path / "曲 3 [3].flac").write_bytes(b"")
    server.requests.clear()
    assert counts(download(chart, tmp_path)) == (5, 1, 0)
    assert sorted(server.paths()) == [f"/audio/{i}" for i in range(2, 7)]


def test_a_file_whose_tags_were_edited_is_left_alone(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 1)
    download(chart, tmp_path)
    with (tmp_path / "曲 1 [1].flac").open("ab") as file:
        file.write(b"tags")
    assert counts(download(chart, tmp_path)) == (0, 1, 0)


def test_the_manifest_tells_what_is_what(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 2)
    secret = replace(
        chart.items[0], audio_url=f"{server.url}/audio/1?sign=s3cret", author="甲", duration_s=15.5
    )
    download(Chart((secret, chart.items[1])), tmp_path)
    text = (tmp_path / MANIFEST_NAME).read_text("utf-8")
    assert "s3cret" not in text
    document = json.loads(text)
    (row,) = [row for row in document["files"] if row["music_id"] == "1"]
    assert row.pop("downloaded_at").endswith("+00:00")
    assert row == {
        "music_id": "1",
        "title": "曲 1",
        "author": "甲",
        "duration_s": 15.5,
        "rank": 1,
        "users": 999,
        "users_gained": 1,
        "source": "csv",
        "fetched_at": "",
        "host": "127.0.0.1",
        "file": "曲 1 [1].flac",
        "bytes": 20_001,
        "sha256": hashlib.sha256(clip(1, 20_001)).hexdigest(),
    }


def test_a_later_chart_updates_what_is_said_of_old_files(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 2)
    download(chart, tmp_path)
    later = replace(chart.items[1], rank=1, users=5_000_000, title="renamed")
    assert counts(download(Chart((later,)), tmp_path)) == (0, 1, 0)
    files = read_manifest(tmp_path)
    assert files["csv", "2"].item.users == 5_000_000
    assert files["csv", "2"].file == "曲 2 [2].flac"
    assert files["csv", "1"].item.users == 999


def test_what_fails_is_told_and_the_rest_is_done(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 8)
    server.routes["/audio/2"] = lambda answer: answer.send(b"", 404)
    server.routes["/audio/4"] = lambda answer: answer.send(b"<html>login</html>", Content_Type="audio/mpeg")
    server.routes["/audio/5"] = lambda answer: answer.send(b"", 503)
    items = list(chart.items)
    items[5] = replace(items[5], audio_url="file:///etc/passwd")
    items[6] = replace(items[6], audio_url=None)
    report = download(replace(chart, items=tuple(items), without_id=(9,)), tmp_path)
    assert counts(report) == (3, 0, 6)
    assert [(failure.music_id, failure.reason) for failure in report.failures] == [
        (None, "row 9 has no music_id"),
        ("2", "127.0.0.1 answers 404 Not Found"),
        ("4", "is no audio but a web page, though it is called audio/mpeg"),
        ("5", "127.0.0.1 answers 503 Service Unavailable (4 tries)"),
        ("6", "the address is not of the web; only http:// and https:// are asked for anything"),
        ("7", "the chart has no address for it; fill in audio_url, or give --source"),
    ]
    server.serve("/audio/2", clip(2))
    assert counts(download(chart, tmp_path)) == (3, 3, 2)


def test_private_addresses_are_refused_without_a_word_of_the_user(server: Loopback, tmp_path: Path) -> None:
    report = download(chart_of(server, 3), tmp_path, allow_private=False)
    assert counts(report) == (0, 0, 3)
    assert all("--allow-private lets it through" in failure.reason for failure in report.failures)
    assert server.requests == []


def test_the_address_of_the_audio_is_asked_for(
    server: Loopback, other: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_RANKING_COOKIE", "sid=s3cret")
    items = tuple(ChartItem(music_id=f"id {i}", title=f"{i}", source="ranking") for i in range(1, 6))

    def lookup(answer: Answer) -> None:
        number = answer.seen.path.removeprefix("/api/music/id%20")
        data = {"1": f"{other.url}/1", "2": "/api/2", "3": None, "4": {}}.get(number)
        answer.json({"data": data}) if number < "5" else answer.send(b"<html>")

    server.routes["/api/music/"] = lookup
    other.serve("/1", clip(1))
    server.serve("/api/2", clip(2))
    report = download(Chart(items), tmp_path, base=f"{server.url}/api")
    assert counts(report) == (2, 0, 3)
    assert [failure.reason for failure in report.failures] == [
        "the source has no address for it",
        "the source has no address for it",
        "what the source sends for it is a web page, not JSON",
    ]
    cookies = {seen.path: seen.headers.get("cookie") for seen in server.requests}
    assert cookies["/api/music/id%201"] == "sid=s3cret"
    assert cookies["/api/2"] is None
    assert "cookie" not in other.requests[0].headers


def test_an_address_that_the_source_names_may_be_refused_too(server: Loopback, tmp_path: Path) -> None:
    server.routes["/music/"] = lambda answer: answer.json({"data": "http://169.254.169.254/latest/meta-data"})
    items = (ChartItem(music_id="1", title="a", source="ranking"),)
    report = download(Chart(items), tmp_path, base=server.url, allow_private=False)
    assert "127.0.0.1 is not an address of the public internet" in report.failures[0].reason


def test_where_a_source_is_must_be_known_before_anything_is_asked(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 2)
    unknown = ChartItem(music_id="x", title="x", source="ranking")
    with pytest.raises(ChartError, match="set TUNESCAPE_RANKING_URL"):
        download(replace(chart, items=(*chart.items, unknown)), tmp_path)
    assert server.requests == []


def test_what_a_chart_names_as_its_source_is_never_a_path(tmp_path: Path) -> None:
    profile = tmp_path / "evil.toml"
    profile.write_text(
        'name = "x"\nformat = "json"\nurl = "x"\n[fields]\nmusic_id = "a"\ntitle = "b"\n[audio]\nurl = "http://x/{id}"\n'
    )
    report = download(Chart((ChartItem(music_id="1", title="a", source=str(profile)),)), tmp_path / "music")
    assert report.failures[0].reason.startswith("the chart has no address for it")


def test_pieces_of_one_title_and_id_from_two_sources_do_not_meet(server: Loopback, tmp_path: Path) -> None:
    server.serve("/a", clip(1))
    server.serve("/b", clip(2))
    one = ChartItem(music_id="1", title="Same", source="csv", audio_url=f"{server.url}/a")
    two = replace(one, source="json", audio_url=f"{server.url}/b", title="SAME")
    for item in (one, two):
        assert counts(download(Chart((item,)), tmp_path)) == (1, 0, 0)
    assert sorted(audio_files(tmp_path).values()) == sorted([clip(1), clip(2)])
    assert counts(download(Chart((one,)), tmp_path)) == (0, 1, 0)


def test_pieces_of_one_id_from_two_sources_come_at_the_same_time(server: Loopback, tmp_path: Path) -> None:
    bodies = {"/a": clip(1, 400_000), "/b": clip(2, 400_000)}

    def slowly(answer: Answer) -> None:
        body = bodies[answer.seen.path]
        answer.send(body[:200_000], Content_Length=str(len(body)))
        time.sleep(0.2)
        answer.write(body[200_000:])

    server.routes |= dict.fromkeys(bodies, slowly)
    one = ChartItem(music_id="1", title="a", source="csv", audio_url=f"{server.url}/a")
    two = replace(one, title="b", source="json", audio_url=f"{server.url}/b")
    assert counts(download(Chart((one, two)), tmp_path, connections=2)) == (2, 0, 0)
    assert sorted(audio_files(tmp_path).values()) == sorted(bodies.values())


ODD_TITLES = [
    *(
        "../../../escape",
        "a/b\\c",
        'say "hi"',
        "🎵" * 100,
        "x" * 300,
        "夜" * 300,
        "CON",
        "nul.txt",
        "",
        ".",
        "..",
    ),
    *(
        "line\nbreak",
        "%2e%2e%2f",
        "~root",
        "$(rm -rf)",
        "-rf",
        "\u202etxt.3pm",
        "e\u0301",
        "\ud83d",
        "*?<>|:",
    ),
]


def test_odd_titles_stay_in_the_folder(server: Loopback, tmp_path: Path) -> None:
    server.serve("/a", clip(1, 9000))
    items = tuple(
        ChartItem(music_id=str(i), title=title, source="csv", audio_url=f"{server.url}/a")
        for i, title in enumerate(ODD_TITLES)
    )
    folder = tmp_path / "music"
    assert counts(download(Chart(items), folder)) == (len(items), 0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["music"]
    names = list(audio_files(folder))
    assert len({name.casefold() for name in names}) == len(items)
    assert max(len(name.encode()) for name in names) <= 200


def test_connections_are_limited(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 12)
    three = threading.Barrier(3, timeout=PATIENCE_S)

    def together(answer: Answer) -> None:
        three.wait()
        answer.send(clip(int(answer.seen.path.rsplit("/", 1)[1])))

    for i in range(1, 13):
        server.routes[f"/audio/{i}"] = together
    manners = replace(QUICK, timeout_s=PATIENCE_S, longest_answer_s=PATIENCE_S)
    assert counts(download(chart, tmp_path, manners=manners, connections=3)) == (12, 0, 0)
    assert server.most_at_once == 3


def test_requests_are_spaced(server: Loopback, tmp_path: Path) -> None:
    started = time.monotonic()
    download(chart_of(server, 6), tmp_path, manners=replace(QUICK, requests_per_s=10.0), connections=6)
    assert 0.5 <= time.monotonic() - started < 60


@pytest.mark.slow
def test_a_busy_server_is_left_alone_by_all(server: Loopback, tmp_path: Path) -> None:
    times: list[float] = []
    lock = threading.Lock()

    def route(answer: Answer) -> None:
        with lock:
            times.append(time.monotonic())
            number = len(times)
        if number == 1:
            answer.send(b"", 429, Retry_After="3")
            return
        if number <= 4:
            time.sleep(2)  # it was on its way: until it is answered, all know what the first was told
        answer.send(clip(1))

    chart = chart_of(server, 8)
    for i in range(1, 9):
        server.routes[f"/audio/{i}"] = route
    assert counts(download(chart, tmp_path, manners=replace(QUICK, requests_per_s=20.0), connections=4)) == (
        8,
        0,
        0,
    )
    # what was on its way when the answer came, and then nothing for three seconds
    assert min(times[4:]) - times[0] >= 3


def test_a_server_that_wants_no_more_today_is_asked_no_more(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 20)
    for i in range(1, 21):
        server.routes[f"/audio/{i}"] = lambda answer: answer.send(b"", 429, Retry_After="7200")
    report = download(chart, tmp_path, connections=2)
    assert counts(report) == (0, 0, 20)
    assert {failure.reason for failure in report.failures} == {"127.0.0.1 asks to be left alone for 7200 s"}
    assert len(server.requests) <= 2


def test_progress_grows_to_the_end(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 5)
    download(Chart(chart.items[:2]), tmp_path)
    seen: list[DownloadProgress] = []
    download(chart, tmp_path, on_progress=seen.append)
    assert seen[-1] == DownloadProgress(5, 5, sum(20_000 + i for i in (3, 4, 5)))
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_ctrl_c_keeps_what_has_come_and_asks_for_nothing_more(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 30)
    for i in range(4, 31):
        server.routes[f"/audio/{i}"] = server.stall

    def interrupt(progress: DownloadProgress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        download(
            chart, tmp_path, on_progress=interrupt, manners=replace(QUICK, timeout_s=200.0), connections=2
        )
    assert time.monotonic() - started < 100  # of the 200 s that it would have waited
    asked = len(server.requests)
    time.sleep(0.1)
    assert len(server.requests) == asked <= 6
    assert len(read_manifest(tmp_path)) == len(audio_files(tmp_path)) == 3
    assert threading.active_count() < 20
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("download")]
    chart_of(server, 30)
    assert counts(download(chart, tmp_path)) == (27, 3, 0)


def test_only_one_download_writes_to_a_folder(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 1)
    with (
        FileLock(tmp_path / ".tunescape-chart.lock"),
        pytest.raises(ChartError, match="another download is writing"),
    ):
        download(chart, tmp_path)
    assert counts(download(chart, tmp_path)) == (1, 0, 0)


def test_a_folder_that_is_a_file_is_a_sentence(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ChartError, match="cannot be written"):
            download(chart_of(server, 1), folder)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_ends_it_with_a_sentence(server: Loopback, tmp_path: Path) -> None:
    chart = chart_of(server, 3)
    (tmp_path / ".1.csv.part").symlink_to("/dev/full")
    with pytest.raises(ChartError, match="cannot be written"):
        download(chart, tmp_path, connections=1)
    (tmp_path / ".1.csv.part").unlink()
    assert sum(counts(download(chart, tmp_path))) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is damaged; move it away"),
        ("{}", "is damaged"),
        ("[]", "is damaged"),
        ('{"format": "tunescape chart downloads", "version": 2}', "another format or version"),
        ('{"format": "tunescape chart downloads", "version": 1, "files": [{}]}', "is damaged"),
        ("[" * 100_000, "is damaged"),
    ],
)
def test_a_damaged_manifest_is_a_sentence(server: Loopback, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / MANIFEST_NAME).write_text(text)
    with pytest.raises(ChartError, match=words):
        download(chart_of(server, 1), tmp_path)
    (tmp_path / MANIFEST_NAME).unlink()
    assert counts(download(chart_of(server, 1), tmp_path)) == (1, 0, 0)


@pytest.mark.parametrize("name", ["../out.flac", "/etc/passwd", "a\\b", "..", "", "a\0b", None, 7])
def test_a_manifest_cannot_lead_out_of_its_folder(server: Loopback, tmp_path: Path, name: object) -> None:
    download(chart_of(server, 1), tmp_path)
    document = json.loads((tmp_path / MANIFEST_NAME).read_bytes())
    document["files"][0]["file"] = name
    (tmp_path / MANIFEST_NAME).write_text(json.dumps(document))
    with pytest.raises(ChartError, match="is damaged"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("music_id", 7), ("music_id", None), ("title", None), ("title", ["a"]), ("author", {})),
        *(("rank", "first"), ("rank", None), ("rank", True), ("users", "many"), ("users", 10**30)),
        *(("users_gained", 1.5), ("duration_s", "long"), ("source", 1), ("fetched_at", None)),
        *(("file", "half \ud83d.flac"), ("bytes", "many")),
    ],
)
def test_a_manifest_holds_what_a_chart_can_tell_and_nothing_else(
    server: Loopback, tmp_path: Path, field: str, value: object
) -> None:
    download(chart_of(server, 1), tmp_path)
    document = json.loads((tmp_path / MANIFEST_NAME).read_bytes())
    document["files"][0][field] = value
    (tmp_path / MANIFEST_NAME).write_text(json.dumps(document))
    with pytest.raises(ChartError, match="is damaged"):
        read_manifest(tmp_path)


def test_a_pipe_in_the_place_of_the_manifest_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / MANIFEST_NAME)
    with pytest.raises(ChartError, match="is not a file"):
        read_manifest(tmp_path)
