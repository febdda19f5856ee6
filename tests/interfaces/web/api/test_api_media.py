import io
import os
from pathlib import Path

import numpy as np
import pretty_midi
import pytest
from PIL import Image

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.interfaces.web.services.media import track_peaks
from tunescape.library.annotations import read_annotation
from tunescape.library.folders import forget_folder, list_folders


@pytest.fixture
def track(id_of):
    return id_of("Blue Moon")


@pytest.fixture
def content(shelf):
    return Path(shelf.path(b"moon.m4a")).read_bytes()


def test_the_audio_is_the_file(api, track, content):
    answer = api.client.get(f"/tracks/{track}/audio")
    assert answer.content == content
    assert answer.headers["content-type"] == "audio/mp4"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-disposition"].startswith("inline")
    saved = api.client.get(f"/tracks/{track}/audio?download=true")
    assert saved.headers["content-disposition"] == 'attachment; filename="moon.m4a"'
    head = api.client.head(f"/tracks/{track}/audio")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(content)


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999", slice(5, None)),
    ],
)
def test_parts_of_it_are_what_was_asked_for(api, track, content, wanted, part):
    answer = api.client.get(f"/tracks/{track}/audio", headers={"range": wanted})
    assert answer.status_code == 206
    assert answer.content == content[part]
    first = content.index(answer.content)
    last = first + len(answer.content) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"


def test_several_parts_at_once(api, track, content):
    answer = api.client.get(f"/tracks/{track}/audio", headers={"range": "bytes=0-3,10-13"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert content[:4] in answer.content
    assert content[10:14] in answer.content


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=99999999-999999999"])
def test_a_part_beyond_the_end_is_not_there(api, track, content, wanted):
    error = api.refused(416, "GET", f"/tracks/{track}/audio", headers={"range": wanted})
    assert error["code"] == "range"
    answer = api.client.get(f"/tracks/{track}/audio", headers={"range": wanted})
    assert answer.headers["content-range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize("wanted", ["bytes=9-3", "lines=0-9", "bytes=", "bytes=a-b", "x"])
def test_a_range_that_cannot_be_read_is_refused(api, track, wanted):
    assert api.refused(400, "GET", f"/tracks/{track}/audio", headers={"range": wanted})["code"] == "range"


def test_hundreds_of_ranges_are_one_answer_no_longer_than_the_file(api, track, content):
    many = "bytes=" + ",".join("0-" for _ in range(500))
    assert len(api.client.get(f"/tracks/{track}/audio", headers={"range": many}).content) == len(content)


def test_a_browser_that_has_it_is_told_so_and_an_old_part_is_not_continued(api, track, content):
    etag = api.client.head(f"/tracks/{track}/audio").headers["etag"]
    assert (
        api.client.get(f"/tracks/{track}/audio", headers={"if-none-match": f'"x", {etag}'}).status_code == 304
    )
    part = {"range": "bytes=0-3", "if-range": etag}
    assert api.client.get(f"/tracks/{track}/audio", headers=part).status_code == 206
    part["if-range"] = '"another file"'
    whole = api.client.get(f"/tracks/{track}/audio", headers=part)
    assert (whole.status_code, whole.content) == (200, content)


def test_only_what_lies_in_a_folder_of_the_library_is_served(own, track):
    for folder in list_folders(own.state.library):
        forget_folder(own.state.library, folder)
    for what in ("audio", "peaks", "pictures/mel.png", "midi"):
        own.refused(404, "GET", f"/tracks/{track}/{what}", "none of the library's folders")


def test_a_link_out_of_the_folders_is_not_followed(own, track, tmp_path, shelf):
    import sqlalchemy as sa

    from tunescape.library.folders import add_folders
    from tunescape.library.schema import files

    for folder in list_folders(own.state.library):
        forget_folder(own.state.library, folder)
    inside = tmp_path / "inside"
    inside.mkdir()
    os.symlink(shelf.path(b"moon.m4a"), inside / "link.m4a")
    add_folders(own.state.library, [inside])
    with own.state.library.transaction() as connection:
        here = sa.update(files).where(files.c.track_id == track)
        connection.execute(here.values(path=os.fsencode(inside / "link.m4a")))
    own.refused(404, "GET", f"/tracks/{track}/audio", "none of the library's folders")


def test_a_file_that_is_gone_is_said_to_be_gone(own, track, tmp_path):
    import sqlalchemy as sa

    from tunescape.library.schema import files

    with own.state.library.transaction() as connection:
        here = sa.update(files).where(files.c.track_id == track)
        connection.execute(here.values(path=os.fsencode(tmp_path / "gone.m4a")))
    own.refused(404, "GET", f"/tracks/{track}/audio", "not there any more")


def test_the_waveform_is_kept(own, track):
    first = own.get(f"/tracks/{track}/peaks")
    assert len(first["low"]) == len(first["high"]) == 1000
    assert max(first["high"]) > 0 > min(first["low"])
    assert read_annotation(own.state.library, track, "peaks@1") == first
    own.state.workers.stop()  # nothing is computed again
    assert own.get(f"/tracks/{track}/peaks") == first


def test_peaks_lie_where_the_sound_is(tmp_path):
    seconds, rate = 130, 8000  # more than two blocks
    y = np.zeros((1, seconds * rate), np.float32)
    y[0, 65 * rate : 66 * rate] = 0.5
    y[0, 90 * rate : 91 * rate] = -1.0
    write_audio(tmp_path / "blocks.wav", Signal(y, rate), tags={})
    found = track_peaks(str(tmp_path / "blocks.wav"), 130)
    assert found["duration_s"] == 130
    assert [i for i, high in enumerate(found["high"]) if high] == [65]
    assert [i for i, low in enumerate(found["low"]) if low] == [90]
    assert found["high"][65] == pytest.approx(63, abs=1)
    assert found["low"][90] == -127


def test_pictures_are_drawn_on_demand(api, track):
    answer = api.client.get(f"/tracks/{track}/pictures/waveform.png?duration=1")
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 450)
    views = {view["name"] for view in api.get("/views")}
    assert {"waveform", "spectrogram", "piano-roll"} <= views
    api.refused(404, "GET", f"/tracks/{track}/pictures/secrets.png", "no such view")
    api.refused(400, "GET", f"/tracks/{track}/pictures/mel.png?start=5000")


def test_notes_are_a_midi_file(api, track):
    answer = api.client.get(f"/tracks/{track}/midi")
    assert answer.headers["content-type"] == "audio/midi"
    assert pretty_midi.PrettyMIDI(io.BytesIO(answer.content)).get_end_time() < 5
