"""The command line: documents on stdout, sentences on stderr, exit codes that scripts can trust."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.interfaces.documents import track_document

Run = Callable[..., Outcome]

LIST_ROW = {
    *("track_id", "path", "title", "artist", "album", "duration_s", "tempo_bpm", "key", "genre", "tags"),
    "cluster",
}
MATCH = {"rank", "track_id", "path", "title", "artist", "similarity"}


def test_analyze_hears_what_is_new_and_goes_on_after_what_cannot_be_heard(
    tunescape: Run, shelf: Shelf, tmp_path: Path
) -> None:
    arguments = ["analyze", shelf.path("🎵.mp3"), shelf.path("notes.txt"), tmp_path / "gone.mp3"]
    options = ["--features", "statistical,rhythm", "--segments", "hook", "--library", tmp_path / "library"]
    outcome = tunescape(*arguments, *options, "--jobs", "1", "--json")
    assert outcome.code == 1
    report = outcome.document
    assert (report["found"], report["analyzed"], report["failed"]) == (3, 1, 2)
    assert report["audio_seconds"] == pytest.approx(5.0, abs=0.1)
    assert report["seconds"] > 0
    failures = {os.path.basename(row["path"]): row for row in report["failures"]}
    assert failures.keys() == {"gone.mp3", "notes.txt"}
    assert failures["gone.mp3"]["stage"] == "scan"
    assert failures["gone.mp3"]["reason"] == "does not exist"
    assert failures["notes.txt"]["stage"] == "decode"
    assert f"failed: {shelf.path('notes.txt')}: " in outcome.err
    heard = tunescape("show", "Blue 🎵", "--library", tmp_path / "library", "--json").document
    assert heard["feature_sets"] == [FEATURE_SETS[name].id for name in ("statistical", "rhythm")]


def test_analyze_again_does_nothing_again(tunescape: Run, copied: Shelf) -> None:
    outcome = tunescape("analyze", copied.music, "--library", copied.library_path, "--json")
    counts = {name: outcome.document[name] for name in ("found", "analyzed", "unchanged", "duplicates")}
    assert counts == {"found": 8, "analyzed": 0, "unchanged": 7, "duplicates": 0}
    assert [row["path"] for row in outcome.document["failures"]] == [copied.path("rubbish.mp3")]
    assert outcome.code == 1
    assert "8 files: 0 analyzed, 7 unchanged, 0 duplicates, 1 failed" in outcome.err


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["01 夜曲.flac"], 0),
        (["01 夜曲.flac", "deep"], 0),
        (["01 夜曲.flac", "gone.mp3"], 1),
        (["rubbish.mp3"], 2),
        (["gone.mp3", "gone too"], 2),
    ],
)
def test_the_exit_code_tells_whether_all_some_or_none_could_be_heard(
    tunescape: Run, copied: Shelf, names: list[str], code: int
) -> None:
    paths = [copied.path(name) for name in names]
    outcome = tunescape("analyze", *paths, "--library", copied.library_path, "--json")
    assert outcome.code == code
    assert outcome.document["failed"] == sum("gone" in name or "rubbish" in name for name in names)


def test_an_empty_folder_is_nothing_to_do(tunescape: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = tunescape("analyze", tmp_path / "empty", "--library", tmp_path / "library", "--json")
    assert outcome.code == 2
    assert outcome.document["found"] == 0
    assert "found no audio files there; name a folder" in outcome.err


def test_status(tunescape: Run, shelf: Shelf) -> None:
    document = tunescape("status", "--json").document
    assert document["library"] == str(shelf.library_path)
    assert (document["tracks"], document["files"], document["failures"]) == (6, 7, 1)
    assert document["bytes"] >= (shelf.library_path / "library.db").stat().st_size
    assert document["feature_sets"] == [
        {
            "name": feature_set.id,
            "dimensions": len(feature_set.dimensions),
            "tracks": 6 if feature_set.by_default else 0,
            "stale": 0,
        }
        for feature_set in FEATURE_SETS.values()
    ]


def test_status_in_words(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    place, music = ("--library", tmp_path / "library"), tmp_path / "music"
    music.mkdir()
    for name in ("🎵.mp3", "moon.m4a"):
        shutil.copyfile(shelf.path(name), music / name)
    tunescape("analyze", music, "--features", "musicnn", *place)
    assert "not there any more" not in tunescape("status", *place).err
    (music / "moon.m4a").unlink()
    tunescape("analyze", music, *place)
    said = tunescape("status", *place).err
    assert "1 more file not there any more" in said
    assert "(`analyze --features NAME`): " in said
    assert "vgg16" in said.partition("Not heard yet")[2]
    assert FEATURE_SETS["musicnn"].id in said.partition("Not heard yet")[0]


def test_a_file_is_no_library(tunescape: Run, tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(b"")
    outcome = tunescape("list", "--library", tmp_path / "song.mp3", "--json")
    assert outcome.refused("is a file: a library is a folder")


def test_a_damaged_library_names_the_ways_out(tunescape: Run, tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"no database" * 1000)
    outcome = tunescape("list", "--library", tmp_path, "--json")
    assert outcome.refused("restore")


def test_failures(tunescape: Run, shelf: Shelf) -> None:
    (row,) = tunescape("failures", "--json").document
    assert row.keys() == {"path", "stage", "reason", "when"}
    assert (row["path"], row["stage"]) == (shelf.path("rubbish.mp3"), "decode")
    outcome = tunescape("failures")
    assert (outcome.code, outcome.out) == (0, "")
    assert shelf.path("rubbish.mp3") in outcome.err


def test_list(tunescape: Run, shelf: Shelf) -> None:
    rows = tunescape("list", "--json").document
    assert rows == [track_document(track) for track in shelf.library.tracks()]
    assert all(row.keys() >= LIST_ROW for row in rows)
    assert sorted(row["title"] for row in rows) == sorted(
        ["夜曲", "Blue 🎵", "Blue Moon", "Été", "Café", '100% <odd> & "quoted" #1']
    )
    untagged = next(row for row in rows if row["title"].startswith("100%"))
    assert (untagged["artist"], untagged["album"], untagged["genre"]) == (None, None, None)


def test_list_is_limited_and_filtered(tunescape: Run) -> None:
    assert len(tunescape("list", "--limit", "2", "--json").document) == 2
    found = tunescape("list", "--where", "duration_s > 4.5 and artist != null", "--json").document
    assert {row["title"] for row in found} == {"Blue 🎵", "Été"}
    nothing = tunescape("list", "--where", "duration_s > 4500", "--json")
    assert (nothing.code, nothing.document) == (0, [])
    assert "No track matches." in tunescape("list", "--where", "duration_s > 4500").err


@pytest.mark.parametrize("where", ["bpm > 3", "tempo_bpm >", 'tempo_bpm > "fast"', "title = 3", '"', " ", ""])
def test_conditions_that_cannot_be_read_are_refused(tunescape: Run, where: str) -> None:
    assert tunescape("list", "--where", where, "--json").refused()


def test_tables_are_for_the_eye(tunescape: Run) -> None:
    outcome = tunescape("list")
    assert (outcome.code, outcome.out) == (0, "")
    assert "夜曲" in outcome.err
    assert "Blue 🎵" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("failures",),
        ("list",),
        ("show", "夜曲"),
        ("similar", "夜曲"),
        ("playlist", "夜曲"),
        ("spaces",),
    ],
)
def test_every_command_has_something_for_the_eye(tunescape: Run, arguments: tuple[str, ...]) -> None:
    ended = tunescape(*arguments)
    assert (ended.code, ended.out) == (0, "")
    assert len(ended.err.strip()) > 20
    assert "Traceback" not in ended.err


def test_a_mistake_of_ours_is_owned_up_to(tunescape: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("tunescape.library.status.library_status", fail)
    ended = tunescape("status")
    assert ended.code == 2
    assert "a mistake in tunescape, not yours" in ended.err
    assert "ZeroDivisionError: oops" in ended.err


def test_square_brackets_are_no_markup(tunescape: Run) -> None:
    assert "[bold]Sines[/bold]" in tunescape("show", "Blue 🎵").err


def test_show(tunescape: Run, shelf: Shelf) -> None:
    document = tunescape("show", "夜曲", "--json").document
    assert document.keys() >= {
        *("track", "tempo", "key", "tags", "loudness_lufs", "files", "warnings", "feature_sets")
    }
    assert document["track"].keys() >= LIST_ROW
    assert document["files"] == [shelf.path("01 夜曲.flac"), shelf.path("deep/a copy.flac")]
    text = tunescape("show", "夜曲")
    assert (text.code, text.out) == (0, "")
    assert document["track"]["track_id"] in text.err
    assert text.err.count("\nfile ") == 2


def test_a_track_is_found_by_path_id_prefix_and_title(
    tunescape: Run, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tunescape("show", "Été", "--json").document["track"]
    monkeypatch.chdir(shelf.music)
    for query in (
        wanted["path"],
        "Été.opus",
        "./deep/../Été.opus",
        wanted["track_id"],
        wanted["track_id"][:6],
    ):
        assert tunescape("show", query, "--json").document["track"] == wanted


def test_a_file_whose_name_is_not_utf_8_is_found_and_told(tunescape: Run, shelf: Shelf) -> None:
    path = shelf.path(b"caf\xe9.flac")
    assert tunescape("show", path, "--json").document["track"]["path"] == path
    assert "caf\\xe9.flac" in tunescape("show", path).err


def test_an_ambiguous_track_lists_the_candidates(tunescape: Run, shelf: Shelf) -> None:
    outcome = tunescape("show", "blue", "--json")
    assert outcome.refused("several", "The Sines - Blue 🎵", "The Sines - Blue Moon")
    ids = [track.track_id[:8] for track in shelf.library.tracks() if "Blue" in track.title]
    assert all(track_id in outcome.err for track_id in ids)


@pytest.mark.parametrize("query", ["no such title", "/no/such/file.mp3", "", "_", "%%", "' or 1=1 --"])
def test_an_unknown_track_is_an_error(tunescape: Run, query: str) -> None:
    assert tunescape("similar", query, "--json").refused("no track matches", "`tunescape list` shows them")


def test_similar(tunescape: Run, shelf: Shelf) -> None:
    rows = tunescape("similar", "夜曲", "--json").document
    assert all(row.keys() >= MATCH for row in rows)
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5]
    assert "夜曲" not in {row["title"] for row in rows}
    similarities = [row["similarity"] for row in rows]
    assert similarities == sorted(similarities, reverse=True)
    assert tunescape("similar", "夜曲", "-n", "2", "--json").document == rows[:2]
    assert tunescape("similar", "夜曲", "-n", 10**30, "--json").document == rows
    text = tunescape("similar", "夜曲")
    assert (text.code, text.out) == (0, "")
    assert text.err.startswith("Sounds like 周杰倫 - 夜曲:")


def test_a_file_that_is_not_in_the_library_is_heard_and_not_stored(
    tunescape: Run, copied: Shelf, tmp_path: Path, play: Callable[..., Signal]
) -> None:
    write_audio(tmp_path / "new.wav", play(100, seconds=3.0))
    place = ("--library", copied.library_path)
    rows = tunescape("similar", tmp_path / "new.wav", "--json", *place).document
    assert len(rows) == 6
    assert tunescape("status", "--json", *place).document["files"] == 7


@pytest.mark.parametrize("space", ["nonsense", "", "musicnn*0", "musicnn**2", "musicnn+", "*", "fingerprint"])
def test_a_space_that_is_none_is_refused(tunescape: Run, space: str) -> None:
    assert tunescape("similar", "夜曲", "--space", space, "--json").refused()
    assert tunescape("playlist", "夜曲", "--space", space, "--json").refused()


def test_spaces_are_listed_and_each_can_be_used(tunescape: Run) -> None:
    rows = tunescape("spaces", "--json").document
    assert all(row.keys() >= {"name", "dimensions", "description"} for row in rows)
    stored = {row["name"] for row in rows if set(row["feature_sets"]) <= set(resolve_feature_sets("default"))}
    for name in [*stored, "statistical*0.5+musicnn"]:
        assert len(tunescape("similar", "夜曲", "--space", name, "--json").document) == 5


def test_a_space_that_is_not_heard_by_default_says_what_to_do(tunescape: Run, tmp_path: Path) -> None:
    assert "waveform" in {row["name"] for row in tunescape("spaces", "--json").document}
    hint = "tunescape analyze FOLDER --features waveform"
    assert tunescape("similar", "夜曲", "--space", "waveform").refused(hint)
    assert tunescape("export", "waveform", "-o", tmp_path / "a.csv").refused("waveform", hint)


def test_playlist(tunescape: Run, shelf: Shelf) -> None:
    document = tunescape("playlist", "夜曲", "-n", "4", "--json").document
    assert [row["title"] for row in document["seeds"]] == ["夜曲"]
    assert document["seeds"][0].keys() >= LIST_ROW
    assert all(row.keys() >= MATCH for row in document["tracks"])
    assert [row["rank"] for row in document["tracks"]] == [1, 2, 3, 4]
    assert document["tracks"][0]["title"] == "夜曲"
    assert len({row["track_id"] for row in document["tracks"]}) == 4


def test_playlist_limits_artists(tunescape: Run) -> None:
    def sines(*options: str) -> int:
        rows = tunescape("playlist", "夜曲", "--json", *options).document["tracks"]
        return sum((row["artist"] or "").casefold() == "the sines" for row in rows)

    assert (sines(), sines("--max-per-artist", "1"), sines("--max-per-artist", "0")) == (2, 1, 3)


def test_playlist_says_when_it_is_shorter_than_wanted(tunescape: Run) -> None:
    outcome = tunescape("playlist", "夜曲", "--max-per-artist", "0")
    assert outcome.code == 0
    assert "6 tracks instead of 25" in outcome.err


def test_a_path_ends_where_it_should(tunescape: Run) -> None:
    rows = tunescape("playlist", "夜曲", "--to", "Été", "-n", "4", "--json").document["tracks"]
    assert (rows[0]["title"], rows[-1]["title"], len(rows)) == ("夜曲", "Été", 4)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--to", "夜曲"), ("two different tracks",)),
        (("--to", "Été", "--minus", "Blue Moon"), ("leave out --minus",)),
        (("--to", "Été", "--diversity", "0.5"), ("leave out --minus and --diversity",)),
        (("--minus", "no such title"), ("no track matches",)),
        (("-o", "list.mp3"), ("use .m3u8, .m3u, .xspf",)),
        (("-o", "."), ("use .m3u8, .m3u, .xspf",)),
        (("-o", "nowhere/list.m3u8"), ("nowhere/list.m3u8: cannot be written",)),
        (("-o", "/proc/version/list.csv"), ("cannot be written",)),
        (("--copy-to", "/proc/version"), ("/proc/version: the folder cannot be made",)),
    ],
)
def test_playlists_that_cannot_be_are_refused(
    tunescape: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tunescape("playlist", "夜曲", *options, "--json").refused(*words)
    assert os.listdir(tmp_path) == []


def test_playlist_writes_and_copies_what_it_tells(tunescape: Run, tmp_path: Path) -> None:
    places = ("-o", tmp_path / "p.json", "--copy-to", tmp_path / "stick")
    document = tunescape("playlist", "夜曲", "-n", "3", "--json", *places).document
    assert json.loads((tmp_path / "p.json").read_bytes()) == document
    copies = sorted(path.name for path in (tmp_path / "stick").iterdir())
    assert [name[:3] for name in copies] == ["01 ", "02 ", "03 ", "pla"]
    text = tunescape("playlist", "夜曲", "-n", "3", *places)
    assert (text.code, text.out) == (0, "")
    assert f"Wrote {tmp_path / 'p.json'}" in text.err


def test_export(tunescape: Run, tmp_path: Path) -> None:
    target = tmp_path / "v.csv"
    document = tunescape("export", "statistical", "-o", target, "--json").document
    assert document == {"rows": 6, "dimensions": 42, "file": str(target)}
    assert len(target.read_text(encoding="utf-8").splitlines()) == 7
    text = tunescape("export", "statistical", "-o", target)
    assert (text.code, text.out, text.err) == (0, "", f"Wrote 6 tracks x 42 dimensions to {target}\n")


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("nonsense", "v.csv", "`tunescape spaces` lists them"),
        ("fingerprint", "v.csv", "export another feature set"),
        ("default", "v.docx", "use .parquet, .csv, .npz"),
        ("default", "nowhere/v.npz", "cannot be written"),
    ],
)
def test_exports_that_cannot_be_are_refused(
    tunescape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, file: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tunescape("export", name, "-o", file, "--json").refused(words)
