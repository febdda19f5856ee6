"""``playlist --map``: lists for a machine that sees the music elsewhere."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import Outcome, Shelf

Run = Callable[..., Outcome]


def test_places_are_written_as_the_other_machine_sees_them(
    tunescape: Run, shelf: Shelf, tmp_path: Path
) -> None:
    target = tmp_path / "p.m3u8"
    options = ("--map", f"{shelf.music}=/mnt/nas", "--map", f"{shelf.music}/deep=/mnt/far")
    outcome = tunescape("playlist", "夜曲", "--max-per-artist", "0", "-o", target, *options)
    assert outcome.code == 0
    assert "changed nothing" not in outcome.err
    places = {os.fsencode(line) for line in target.read_text(errors="surrogateescape").splitlines()[2::2]}
    assert places == {
        "/mnt/nas/01 夜曲.flac".encode(),
        "/mnt/nas/🎵.mp3".encode(),
        b"/mnt/nas/moon.m4a",
        "/mnt/nas/Été.opus".encode(),
        b'/mnt/far/er/100% <odd> & "quoted" #1.wav',
        b"/mnt/nas/caf\xe9.flac",
    }


def test_a_document_for_a_script_has_the_places_of_this_machine(
    tunescape: Run, shelf: Shelf, tmp_path: Path
) -> None:
    target = tmp_path / "p.json"
    options = ("-o", target, "--map", f"{shelf.music}=/mnt/nas", "--json")
    document = tunescape("playlist", "夜曲", *options).document
    assert document["tracks"][0]["path"] == shelf.path("01 夜曲.flac")
    assert json.loads(target.read_bytes())["tracks"][0]["path"] == "/mnt/nas/01 夜曲.flac"


def test_a_mapping_that_maps_nothing_is_told(tunescape: Run, tmp_path: Path) -> None:
    target = tmp_path / "p.m3u8"
    outcome = tunescape("playlist", "夜曲", "-o", target, "--map", "/musik/=/mnt/nas", "--json")
    assert outcome.code == 0
    assert outcome.err == "No track of this playlist lies under /musik: that --map changed nothing.\n"
    assert len(outcome.document["tracks"]) == 5


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-o", "p.m3u8", "--map", "/music"), ("'/music' has no =", "like /music=/mnt/nas")),
        (("-o", "p.m3u8", "--map", "music=/mnt"), ("absolute path on both sides",)),
        (("-o", "p.m3u8", "--map", "/music=mnt"), ("absolute path on both sides",)),
        (("-o", "p.m3u8", "--map", "/a=/b", "--map", "/a/=/c"), ("/a: --map names this folder twice",)),
        (("--map", "/music=/mnt"), ("name its file with -o",)),
        (("--copy-to", "stick", "--map", "/music=/mnt"), ("name its file with -o",)),
    ],
)
def test_mappings_that_cannot_be_are_refused_before_anything_is_done(
    tunescape: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tunescape("playlist", "夜曲", *options, "--json").refused(*words)
    assert os.listdir(tmp_path) == []
