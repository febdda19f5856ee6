import logging

import pytest

from tunescape.errors import DecodeError, LibraryError, TunescapeError, WorkerError
from tunescape.interfaces.web.api import tracks as tracks_module
from tunescape.interfaces.web.public_errors import public_error, without_paths


@pytest.mark.parametrize("path", ["/nothing", "/tracks/a/b/c/d", "/..", "/%2e%2e/etc/passwd", "/docs/x"])
def test_what_is_not_there(api, path):
    assert api.refused(404, "GET", path)["code"] == "not_found"


@pytest.mark.parametrize(("method", "path"), [("POST", "/tracks"), ("DELETE", "/status"), ("PUT", "/jobs")])
def test_a_method_that_is_not_known_and_which_are(api, method, path):
    assert api.refused(405, method, path)["code"] == "method_not_allowed"
    assert "GET" in api.client.request(method, path).headers["allow"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (LibraryError("cannot be written", path="/home/me/library.db"), 503),
        (WorkerError("took longer than 3 s"), 503),
        (DecodeError("is damaged", path="/home/me/a b.mp3"), 400),
        (TunescapeError("cannot open /home/me/x.mp3 today", hint="see /var/log/syslog"), 400),
    ],
)
def test_known_errors_are_sentences_without_paths(api, monkeypatch, error, status):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(tracks_module, "track_page", fail)
    said = api.refused(status, "GET", "/tracks")
    assert said["code"] == error.stage
    assert not {"/home", "/var"} & {word[:5] for word in str(said).split("'")}
    assert "/home/me" not in str(said)


def test_a_mistake_of_ours_tells_nothing_and_is_logged(api, monkeypatch, caplog):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret of /home/me")

    monkeypatch.setattr(tracks_module, "track_page", fail)
    with caplog.at_level(logging.ERROR):
        said = api.refused(500, "GET", "/tracks")
    assert said["code"] == "unexpected"
    assert "secret" not in str(said)
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cannot read /music/deep/er.mp3: no", "cannot read …/er.mp3: no"),
        ("see http://localhost/a/b", "see http://localhost/a/b"),
        ("and/or 1/16", "and/or 1/16"),
        ("'/srv/音乐/x'", "'…/x'"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
    ],
)
def test_paths_are_cut_to_their_last_name(text, told):
    assert without_paths(text) == told


def test_an_error_names_its_stage():
    assert public_error(DecodeError("is damaged", path="/a/b.mp3", hint="find another one")) == {
        "error": {"code": "decode", "message": "is damaged", "hint": "find another one"}
    }
