"""The whole walk, by the documented commands: fetch a chart, download it, analyse it, ask for it, draw it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal

Run = Callable[..., Any]
Piece = tuple[dict[str, Any], bytes]

PNG = b"\x89PNG\r\n\x1a\n"
VIEWS = ("waveform", "mel")
ODD_TITLES = (
    "夜曲",
    "AC/DC \\ live: \"who?\" <1*2>|'x'",
    "🎵👩‍👩‍👧‍👦 drop",
    "长" * 300,
    "=HYPERLINK(1)",
    "../../etc/passwd",
)


def piece(rank: int, title: str | None = None, **changes: Any) -> dict[str, Any]:
    """An item as the ranking service tells it."""
    return {
        "music_id": str(7_300_000_000_000_000_000 + rank),
        "title": f"曲 {rank}" if title is None else title,
        "author": f"作者 {rank}",
        "audition_duration": 15,
        "user_count": 1_000_000 // rank,
        "user_incr": 1000 - rank,
    } | changes


@dataclass
class Walk:
    """A ranking service, a library, and the commands between them."""

    tunescape: Run
    server: Loopback
    folder: Path

    def fetch(self, name: str = "chart.csv", *options: object) -> Any:
        source = ("ranking", "--from", self.server.url, "--rate", 1000)
        return self.tunescape("chart", "fetch", *source, "-o", self.folder / name, "--json", *options)

    def download(self, name: str = "chart.csv", to: str = "hot") -> Any:
        source = ("--from", self.server.url, "--allow-private", "--rate", 1000)
        target = ("-o", self.folder / to, "--json")
        return self.tunescape("chart", "download", self.folder / name, *target, *source)

    def analyze(self, *folders: str, features: str = "statistical") -> Any:
        paths = [self.folder / name for name in folders or ("hot",)]
        return self.tunescape(
            "analyze", *paths, "--features", features, "--jobs", 2, *self.library(), "--json"
        )

    def ask(self, where: str, *options: str) -> list[dict[str, Any]]:
        ran = self.tunescape("list", "--where", where, *options, *self.library(), "--json")
        assert (ran.code, ran.err) == (0, "")
        rows: list[dict[str, Any]] = ran.document
        return rows

    def plot(self, track: dict[str, Any]) -> dict[str, str]:
        views = ("--view", ",".join(VIEWS), "-o", self.folder / "pictures")
        ran = self.tunescape("plot", track["track_id"], *views, *self.library(), "--json")
        assert ran.code == 0, ran.err
        files: dict[str, str] = ran.document["files"]
        return files

    def library(self) -> tuple[str, Path]:
        return "--library", self.folder / "library"


@pytest.fixture
def walk(tunescape: Run, server: Loopback, tmp_path: Path) -> Walk:
    return Walk(tunescape, server, tmp_path)


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> list[bytes]:
    """Eight short tunes in four formats."""
    folder = tmp_path_factory.mktemp("clips")
    made = []
    for seed in range(8):
        path = folder / f"{seed}{('.mp3', '.m4a', '.flac', '.opus')[seed % 4]}"
        write_audio(path, play(seed, seconds=2.0), tags={})
        made.append(path.read_bytes())
    return made


def is_a_picture(path: str) -> bool:
    data = Path(path).read_bytes()
    return data.startswith(PNG) and len(data) > 2000


def walked(walk: Walk, pieces: Sequence[Piece], *, features: str, drawn: int) -> list[dict[str, Any]]:
    """Walk from a chart to pictures of the last of its pieces, and return the tracks by rank."""
    walk.server.serve_ranking(pieces)
    assert walk.fetch().document["rows"] == len(pieces)
    downloaded = walk.download()
    assert (downloaded.code, downloaded.document["downloaded"]) == (0, len(pieces))
    report = walk.analyze(features=features)
    told = {name: report.document[name] for name in ("found", "analyzed", "failed", "charted", "warnings")}
    n = len(pieces)
    assert told == {"found": n, "analyzed": n, "failed": 0, "charted": n, "warnings": []}
    tracks = walk.ask("rank != null", "--sort", "rank")
    assert [track["music_id"] for track in tracks] == [item["music_id"] for item, _ in pieces]
    assert [track["users"] for track in tracks] == [item.get("user_count") for item, _ in pieces]
    for track in tracks[-drawn:]:
        files = walk.plot(track)
        assert sorted(files) == sorted(VIEWS)
        assert [path for path in files.values() if not is_a_picture(path)] == []
    assert len(list((walk.folder / "pictures").iterdir())) == drawn * len(VIEWS)
    return tracks


def test_from_a_chart_to_pictures(walk: Walk, clips: list[bytes]) -> None:
    titles = [*ODD_TITLES, ""]
    items = [piece(rank, title) for rank, title in enumerate(titles, 1)]
    # a service that tells of the last piece nothing but its id
    items.append({"music_id": piece(8)["music_id"]})
    tracks = walked(walk, list(zip(items, clips, strict=True)), features="statistical", drawn=2)
    assert [track["title"] for track in tracks[:6]] == list(ODD_TITLES)
    assert [track["artist"] for track in tracks] == [*(f"作者 {rank}" for rank in range(1, 7)), None, None]
    assert all(Path(track["path"]).parent == walk.folder / "hot" for track in tracks)
    last = tracks[-1]
    assert (last["rank"], last["users"], last["users_gained"], last["chart"]) == (8, None, None, "ranking")
    asked = walk.ask("users > 200000 and rank <= 4", "--sort", "-rank")
    assert [track["rank"] for track in asked] == [4, 3, 2, 1]
    assert [track["rank"] for track in walk.ask("users_gained > 998")] == [1]
    # once more, from end to end: nothing is new
    assert walk.download().document["unchanged"] == 8
    again = walk.analyze().document
    assert (again["unchanged"], again["charted"]) == (8, 0)


def test_the_table_and_the_page_of_a_track_tell_of_the_chart(walk: Walk, clips: list[bytes]) -> None:
    walk.server.serve_ranking([(piece(1, "夜曲"), clips[0]), (piece(2, user_incr=-5), clips[1])])
    walk.fetch()
    walk.download()
    walk.analyze()
    listed = walk.tunescape("list", "--sort", "rank", *walk.library())
    head, _, first, second = listed.err.strip().split("\n")
    assert head.split()[:6] == ["id", "title", "artist", "rank", "users", "gained"]
    assert first.split()[4:7] == ["1", "1000000", "999"]
    assert "-5" in second
    shown = walk.tunescape("show", "夜曲", *walk.library())
    day = walk.ask("rank = 1")[0]["charted_at"][:10]
    told = f"chart        rank 1, 1,000,000 users, +999 gained, ranking 7300000000000000001, {day}\n"
    assert told in shown.err
    assert walk.tunescape("show", "夜曲", *walk.library(), "--json").document["track"]["rank"] == 1


def test_one_piece_is_a_chart_and_a_damaged_manifest_loses_nothing(walk: Walk, clips: list[bytes]) -> None:
    walk.server.serve_ranking([(piece(1), clips[0])])
    assert walk.fetch().document["rows"] == 1
    assert walk.download().document["downloaded"] == 1
    assert walk.analyze().document["charted"] == 1
    manifest = walk.folder / "hot" / "tunescape-chart.json"
    manifest.write_text("[]")
    ran = walk.analyze()
    assert (ran.code, ran.document["unchanged"], ran.document["charted"]) == (0, 1, 0)
    (warning,) = ran.document["warnings"]
    assert (warning["path"], warning["stage"]) == (str(manifest), "chart")
    assert f"warning: {manifest}: is damaged; move it away" in ran.err
    assert [track["title"] for track in walk.ask("rank <= 10")] == ["曲 1"]


def test_an_empty_chart_is_one_sentence_and_no_file(walk: Walk) -> None:
    walk.server.serve_ranking([])
    ran = walk.fetch()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "tunescape: the source ranking has no pieces\n"
    assert not (walk.folder / "chart.csv").exists()
    assert walk.download().code == 2
    assert not (walk.folder / "hot").exists()


def test_two_weeks_in_two_folders(walk: Walk, clips: list[bytes]) -> None:
    """What was 1, 2, 3 becomes 3 (once 1), 1 (once 2), and a new 2; what was 3 is out."""
    first, second, third, new = (piece(rank) for rank in (1, 2, 3, 4))
    week_46 = [(first, clips[0]), (second, clips[1]), (third, clips[2])]
    week_47 = [(second | {"user_incr": 9999}, clips[1]), (new, clips[3]), (first, clips[0])]
    for name, pieces in (("46", week_46), ("47", week_47)):
        walk.server.serve_ranking(pieces)
        walk.fetch(f"{name}.csv")
        chart = walk.folder / f"{name}.csv"
        text = chart.read_text("utf-8-sig")
        moment = text.split("\n")[1].split(",")[-2]
        chart.write_text(text.replace(moment, f"2026-11-{13 if name == '46' else 20}T08:00:00+00:00"))
        assert walk.download(f"{name}.csv", name).code == 0
    report = walk.analyze("46", "47").document
    assert (report["analyzed"], report["duplicates"], report["charted"]) == (4, 2, 4)

    def ids(where: str) -> list[str]:
        return [track["music_id"][-1] for track in walk.ask(where, "--sort", "rank")]

    assert ids('rank <= 10 and charted_at >= "2026-11-20"') == ["2", "4", "1"]
    assert ids('charted_at < "2026-11-20"') == ["3"]
    assert ids("users_gained > 5000") == ["2"]
    # new this week, out since last week
    assert ids(f'path contains "{walk.folder}/47/" and not path contains "{walk.folder}/46/"') == ["4"]
    assert ids(f'path contains "{walk.folder}/46/" and not path contains "{walk.folder}/47/"') == ["3"]
    head = walk.tunescape("list", *walk.library()).err.strip().split("\n")[0]
    assert head.split()[3:7] == ["rank", "users", "gained", "charted"]


@pytest.mark.slow
def test_60_real_clips_from_a_chart_to_pictures(walk: Walk, shared_data: Path) -> None:
    clips = [path.read_bytes() for path in sorted(shared_data.glob("gtzan/*/*"))]
    assert len(clips) == 60
    pieces = [(piece(rank), audio) for rank, audio in enumerate(clips, 1)]
    tracks = walked(walk, pieces, features="default", drawn=60)
    assert [track["path"] for track in tracks if track["loudness_lufs"] is None] == []
    asked = walk.ask("users > 150000 and rank <= 10", "--sort", "rank")
    assert [track["rank"] for track in asked] == [1, 2, 3, 4, 5, 6]
