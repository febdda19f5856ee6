import errno
import shutil
import tempfile
from pathlib import Path

import pytest

from tunescape.audio.encode import write_audio
from tunescape.library.annotations import annotation_names


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Where uploads lie for a while; empty after each test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


def test_a_file_is_heard_compared_and_not_stored(own, places, tmp_path, play):
    write_audio(tmp_path / "new.flac", play(77, seconds=3.0), tags={"title": "<script>", "artist": "Nobody"})
    before = own.get("/status")["tracks"]
    content = (tmp_path / "new.flac").read_bytes()
    answer = own.client.post("/hear?n=3", files={"file": ("../../new.FLAC", content)})
    assert answer.status_code == 200, answer.text
    heard = answer.json()
    assert heard["track"]["title"] == "<script>"
    assert heard["track"]["duration_s"] == pytest.approx(3.0, abs=0.01)
    assert len(heard["similar"]) == 3
    assert heard["known"] is False
    assert str(places) not in answer.text
    assert own.get("/status")["tracks"] == before
    assert annotation_names(own.state.library, heard["track"]["track_id"]) == ()


def test_one_that_the_library_has_is_recognised(own, places, shelf):
    content = Path(shelf.path(b"moon.m4a")).read_bytes()
    heard = own.client.post("/hear", files={"file": ("x.m4a", content)}).json()
    assert heard["known"] is True
    assert heard["track"]["title"] == "Blue Moon"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rubbish.mp3", bytes(range(256)) * 40, ()),
        ("empty.flac", b"", ()),
        ("page.html", b"<script>alert(1)</script>", ("no audio file",)),
        ("playlist.m3u8", b"#EXTM3U\n/etc/passwd\n", ("no audio file",)),
        ("text.mp3", b"just some text\n" * 100, ()),
        ("noending", b"x", ("no audio file",)),
    ],
)
def test_rubbish_is_refused_with_a_sentence(own, places, name, content, words):
    own.refused(400, "POST", "/hear", *words, files={"file": (name, content)})


def test_what_is_too_large_is_refused(own, places):
    own.refused(413, "POST", "/hear", "2 MB", files={"file": ("big.mp3", b"\0" * 2_000_001)})


def test_a_full_disk_is_a_sentence(own, places, monkeypatch):
    def full(_source, _target):
        raise OSError(errno.ENOSPC, "No space left on device", str(places))

    monkeypatch.setattr(shutil, "copyfileobj", full)
    own.refused(503, "POST", "/hear", "No space left", "make room", files={"file": ("a.mp3", b"music")})
    monkeypatch.undo()
    tempfile.tempdir, before = str(places / "gone"), tempfile.tempdir
    try:
        own.refused(503, "POST", "/hear", "make room", files={"file": ("a.mp3", b"music")})
    finally:
        tempfile.tempdir = before


def test_a_file_is_needed(own):
    own.refused(422, "POST", "/hear", "file")
    own.refused(422, "POST", "/hear", "file", json={"file": "/etc/passwd"})
    own.refused(422, "POST", "/hear", "file", data={"file": "/etc/passwd"})
