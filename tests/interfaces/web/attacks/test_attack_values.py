"""Values that are too long, too deep, no numbers, or more than text where they are told."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from fortress import EVIL, EVIL_TITLES, Fortress
from raw_http import endless_head

pytestmark = pytest.mark.slow

_BODIES = ("/api/playlist", "/api/playlists", "/api/jobs", "/api/compare", "/api/folders")
_LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"NaN",
        b'{"n": Infinity}',
        b"\xff\xfe",
        b"",
        b"\0" * 1000,
        b'{"n": 1e999}',
        b'{"n": ' + b"9" * 5000 + b"}",
        b"null",
        b"[]",
        b'"\\ud800"',
        b"{" * 10,
        json.dumps({"name": _LONG, "path": _LONG, "a": _LONG, "b": _LONG, "seeds": [_LONG]}).encode(),
        json.dumps({"name": "\ud800", "track_ids": []}).encode(),
        json.dumps({_LONG: 1}).encode(),
        b'{"kind": "analyze", "kind": "report"}',
        b'{"name": "a\\u0000b", "track_ids": []}',
    ],
    ids=range(19),
)
@pytest.mark.parametrize("address", _BODIES)
def test_rubbish_is_refused(fortress: Fortress, address, body):
    answer = fortress.post(address, body)
    assert answer.status in (201, 400, 404, 413, 422), answer.text
    assert json.loads(answer.body)
    assert len(answer.body) < 2000


@pytest.mark.parametrize(
    "wish",
    [
        {"n": -1},
        {"n": 10**9},
        {"n": 2.5},
        {"n": "25"},
        {"n": True},
        {"diversity": -0.1},
        {"diversity": "NaN"},
        {"rhythm": 1e9},
        {"max_per_artist": -1},
        {"seeds": []},
        {"seeds": ["0" * 32] * 10_000},
        {"space": _LONG},
        {"minus": [""]},
        {"to": ""},
        {"extra": 1},
    ],
    ids=range(15),
)
def test_a_wish_beyond_all_limits_is_refused(fortress: Fortress, track_id, wish):
    answer = fortress.post("/api/playlist", {"seeds": [track_id]} | wish)
    if wish not in ({"n": "25"}, {"n": True}):
        assert answer.status in (400, 404, 422), answer.text


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=1e9",
        "limit=99999999999999999999",
        "offset=-1",
        "limit=NaN",
        f"q={'x' * 30_000}",
        "limit=1&limit=2",
        "sort=path;drop table files",
        "sort=-__class__",
        "where=" + "(" * 1900,
        "where=" + "not " * 480 + "x",
        "where=title contains '%' or 1=1",
        "q=%25",
        "q='%20or%201=1--",
        "limit=%D9%A1",
    ],
)
def test_a_list_has_limits(fortress: Fortress, query):
    answer = fortress.ask(f"/api/tracks?{query.replace(' ', '%20')}")
    assert answer.status in (200, 400, 422)
    assert len(answer.body) < 20_000


def test_an_address_of_a_megabyte_is_refused_and_the_server_goes_on(fortress: Fortress):
    assert fortress.ask(f"/api/tracks?q={_LONG}").status in (0, 400, 413, 414, 431)
    assert fortress.ask("/api/tracks", headers={"x-long": _LONG}).status in (0, 400, 413, 431)
    assert fortress.ask("/api/status").status == 200


def test_a_head_without_end_is_cut_off(fortress: Fortress):
    before = fortress.peak_memory_mb()
    lines = (b"x-%d: %s\r\n" % (number, b"y" * 60_000) for number in range(2000))
    sent = 0

    def counted() -> Iterator[bytes]:
        nonlocal sent
        for line in lines:
            sent += len(line)
            yield line

    answer = endless_head(fortress.url, counted())
    assert answer.status in (0, 400, 431)
    assert sent < 20_000_000
    assert fortress.peak_memory_mb() < before + 20


_NAMES = (
    EVIL,
    'a"; filename="evil.exe',
    "a\r\nX-Evil: 1\r\n\r\n<script>",
    "夜曲 🎵 «»",
    "../../etc/passwd",
    "CON",
    ".htaccess",
    "x" * 200,
    "\u202eexe.3pm",
    "a\0b",
    "%0d%0aX-Evil: 1",
    ";",
    "a\u2028b",
)


@pytest.mark.parametrize("name", _NAMES, ids=range(len(_NAMES)))
def test_the_name_of_a_playlist_is_no_more_than_the_name_of_a_file(fortress: Fortress, track_id, name):
    kept = fortress.post("/api/playlists", {"name": name, "track_ids": [track_id]})
    assert kept.status in (201, 400, 422), kept.text
    if kept.status != 201:
        return
    number = json.loads(kept.body)["playlist_id"]
    for form in ("m3u8", "xspf", "jspf", "csv", "json"):
        answer = fortress.ask(f"/api/playlists/{number}/export?format={form}")
        assert answer.status == 200
        told = answer.headers["content-disposition"]
        assert told.startswith("attachment; filename")
        assert told.isascii()
        assert not set("\r\n/\\<>") & set(told.replace("%2F", "/"))
        assert "%2F" not in told
        assert "%0" not in told
    assert fortress.ask(f"/api/playlists/{number}", method="DELETE").status == 204


def test_hostile_titles_stay_in_their_fields(fortress: Fortress):
    tracks = fortress.library.tracks()
    assert {track.title for track in tracks} >= {EVIL, EVIL_TITLES[2]}
    kept = fortress.post("/api/playlists", {"name": "all", "track_ids": [track.track_id for track in tracks]})
    number = json.loads(kept.body)["playlist_id"]

    def export(form: str) -> str:
        return fortress.ask(f"/api/playlists/{number}/export?format={form}").body.decode()

    lines = export("m3u8").splitlines()
    paths = [line for line in lines if not line.startswith("#")]
    assert sorted(paths) == sorted(track.path for track in tracks)
    assert len([line for line in lines if line.startswith("#EXTINF")]) == len(tracks)
    assert len(ET.fromstring(export("xspf")).findall(".//{*}track")) == len(tracks)
    assert len(json.loads(export("jspf"))["playlist"]["track"]) == len(tracks)
    rows = list(csv.DictReader(io.StringIO(export("csv"))))
    assert len(rows) == len(tracks)


def test_a_playlist_of_ten_thousand_tracks(fortress: Fortress, track_id):
    body = {"name": "long", "track_ids": [track_id] * 10_000}
    kept = fortress.post("/api/playlists", body)
    assert kept.status == 201
    number = json.loads(kept.body)["playlist_id"]
    assert len(fortress.get(f"/api/playlists/{number}")["tracks"]) == 10_000
    assert fortress.ask(f"/api/playlists/{number}/export").body.count(b"#EXTINF") == 10_000
    assert fortress.ask(f"/playlist/{number}").status == 200
    assert fortress.post("/api/playlists", body | {"track_ids": [track_id] * 100_001}).status in (413, 422)
    assert fortress.ask(f"/api/playlists/{number}", method="DELETE").status == 204
