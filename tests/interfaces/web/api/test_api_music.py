import pytest

from tunescape.library.annotations import annotation_names, write_annotation

NOBODY = "0" * 32


def test_what_is_heard_is_kept(own, id_of):
    track = id_of("Blue 🎵")
    beats = own.get(f"/tracks/{track}/beats")
    assert beats.keys() >= {"tempo_bpm", "beats", "downbeats", "metre"}
    assert beats["beats"] == sorted(beats["beats"])
    hook = own.get(f"/tracks/{track}/hook")
    assert 0 <= hook["start"] < hook["end"] <= 5.1
    assert hook["sections"]
    assert {"beats@1", "hook@2", "structure@2"} <= set(annotation_names(own.state.library, track))
    clip = own.client.get(f"/tracks/{track}/hook/audio?format=wav")
    assert clip.content[:4] == b"RIFF"
    assert clip.headers["content-disposition"].startswith("attachment")
    own.state.workers.stop()  # nothing is heard again
    assert own.get(f"/tracks/{track}/beats") == beats


def test_chords_that_are_kept_are_told(own, id_of):
    track = id_of("夜曲")
    kept = {"chords": [{"start": 0.0, "end": 2.0, "label": "A:min"}]}
    write_annotation(own.state.library, track, "chords@2", kept)
    assert own.get(f"/tracks/{track}/chords") == kept


@pytest.mark.parametrize("what", ["beats", "chords", "hook", "hook/audio"])
def test_nothing_is_heard_of_nobody(api, what):
    api.refused(404, "GET", f"/tracks/{NOBODY}/{what}", "no such track")
    api.refused(422, "GET", f"/tracks/..%5c..%5c/{what}")
