"""One file from a server that cuts connections, lies about lengths, changes its mind and sends rubbish."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from loopback import QUICK, Answer, Loopback, clip

from tunescape.charts.addresses import AddressPolicy
from tunescape.charts.partial_file import PartialFile
from tunescape.charts.transfer import Received, receive
from tunescape.charts.web import Web
from tunescape.errors import ChartError

CLIP = clip(1)
LIMIT = 1_000_000


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(AddressPolicy(allow_private=True), QUICK) as opened:
        yield opened


@pytest.fixture
def partial(tmp_path: Path) -> PartialFile:
    return PartialFile(tmp_path, "1")


def get(web: Web, server: Loopback, partial: PartialFile, *, max_bytes: int = LIMIT) -> Received:
    return receive(web, f"{server.url}/a", partial, max_bytes=max_bytes, on_bytes=lambda _: None)


def is_whole(received: Received, body: bytes = CLIP) -> bool:
    assert received.partial.path.read_bytes() == body
    assert (received.bytes, received.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    return True


def test_a_file(web: Web, server: Loopback, partial: PartialFile) -> None:
    server.serve("/a", CLIP)
    received = get(web, server, partial)
    assert is_whole(received)
    assert (received.extension, received.host) == (".flac", "127.0.0.1")
    assert server.requests[0].headers["accept-encoding"] == "identity"
    assert "range" not in server.requests[0].headers


def test_bytes_are_counted_as_they_come(web: Web, server: Loopback, partial: PartialFile) -> None:
    server.routes["/a"] = lambda answer: answer.file(CLIP, until=50_000 if answer.number == 1 else None)
    counted: list[int] = []
    receive(web, f"{server.url}/a", partial, max_bytes=LIMIT, on_bytes=counted.append)
    assert sum(counted) == len(CLIP)
    assert len(counted) > 2


def test_what_was_cut_is_resumed(web: Web, server: Loopback, partial: PartialFile) -> None:
    cuts = {1: 50_000, 2: 120_000}
    server.routes["/a"] = lambda answer: answer.file(CLIP, until=cuts.get(answer.number))
    assert is_whole(get(web, server, partial))
    asked = [seen.headers.get("range") for seen in server.requests]
    assert asked == [None, "bytes=50000-", "bytes=120000-"]
    assert server.requests[1].headers["if-range"] == '"1"'


def test_what_was_cut_is_resumed_by_a_later_run(web: Web, server: Loopback, partial: PartialFile) -> None:
    server.routes["/a"] = lambda answer: answer.file(CLIP, until=50_000)
    with (
        Web(AddressPolicy(allow_private=True), replace(QUICK, tries=1)) as impatient,
        pytest.raises(ChartError, match=r"127.0.0.1 cuts the connection$"),
    ):
        get(impatient, server, partial)
    assert partial.size == 50_000
    server.routes["/a"] = lambda answer: answer.file(CLIP)
    assert is_whole(get(web, server, PartialFile(partial.path.parent, "1")))
    assert server.requests[-1].headers["range"] == "bytes=50000-"


def test_a_date_will_do_where_there_is_no_tag(web: Web, server: Loopback, partial: PartialFile) -> None:
    date = "Thu, 20 Nov 2025 10:00:00 GMT"

    def route(answer: Answer) -> None:
        answer.file(
            CLIP,
            etag=date if answer.number > 1 else "",
            until=None if answer.number > 1 else 50_000,
            Last_Modified=date,
            ETag="",
        )

    server.routes["/a"] = route
    assert is_whole(get(web, server, partial))
    assert server.requests[1].headers["if-range"] == date


@pytest.mark.parametrize("headers", [{"ETag": ""}, {"ETag": 'W/"1"'}, {"ETag": '"é"'}])
def test_without_a_strong_validator_it_starts_anew(
    web: Web, server: Loopback, partial: PartialFile, headers: dict[str, str]
) -> None:
    server.routes["/a"] = lambda answer: answer.file(
        CLIP, until=50_000 if answer.number == 1 else None, **headers
    )
    assert is_whole(get(web, server, partial))
    assert "range" not in server.requests[1].headers


def test_halves_of_two_files_never_meet(web: Web, server: Loopback, partial: PartialFile) -> None:
    other = clip(2)
    server.routes["/a"] = lambda answer: (
        answer.file(CLIP, until=50_000) if answer.number == 1 else answer.file(other, etag='"2"')
    )
    assert is_whole(get(web, server, partial), other)


def test_a_server_that_knows_no_ranges(web: Web, server: Loopback, partial: PartialFile) -> None:
    def route(answer: Answer) -> None:
        answer.send(CLIP[: 50_000 if answer.number == 1 else None], Content_Length=str(len(CLIP)), ETag='"1"')
        answer.cut()

    server.routes["/a"] = route
    assert is_whole(get(web, server, partial))


@pytest.mark.parametrize(
    "told",
    [
        {"Content_Range": "bytes 0-199999/200000"},
        {"Content_Range": "bytes 49999-199999/200000"},
        {"Content_Range": "rubbish"},
        {"Content_Range": f"bytes 50000-199999/{'9' * 5000}"},
        {"Content_Range": ""},
        {"ETag": '"2"'},
        {"Content_Encoding": "gzip"},
    ],
)
def test_another_part_than_was_asked_for_is_thrown_away(
    web: Web, server: Loopback, partial: PartialFile, told: dict[str, str]
) -> None:
    def route(answer: Answer) -> None:
        if answer.number == 1:
            answer.file(CLIP, until=50_000)
        elif answer.number == 2:
            answer.file(CLIP, **told)
        else:
            answer.file(CLIP)

    server.routes["/a"] = route
    assert is_whole(get(web, server, partial))
    assert "range" not in server.requests[2].headers


def test_a_range_beyond_the_end_starts_anew(web: Web, server: Loopback, partial: PartialFile) -> None:
    partial.begin('"1"')
    partial.path.write_bytes(CLIP)
    server.routes["/a"] = lambda answer: answer.file(CLIP) if answer.number > 1 else answer.send(b"", 416)
    assert is_whole(get(web, server, partial))
    assert [seen.headers.get("range") for seen in server.requests] == ["bytes=200000-", None]


def test_more_promised_than_sent_is_no_whole_file(web: Web, server: Loopback, partial: PartialFile) -> None:
    def route(answer: Answer) -> None:
        answer.send(CLIP, Content_Length=str(len(CLIP) + 1))
        answer.cut()

    server.routes["/a"] = route
    with pytest.raises(ChartError, match=r"127.0.0.1 cuts the connection \(4 tries\)"):
        get(web, server, partial)


def test_a_part_of_a_larger_whole_is_no_whole_file(web: Web, server: Loopback, partial: PartialFile) -> None:
    def route(answer: Answer) -> None:
        if answer.number == 1:
            answer.file(CLIP, until=50_000)
        else:
            start = int(answer.seen.headers["range"][6:-1])
            answer.send(CLIP[start:], 206, ETag='"1"', Content_Range=f"bytes {start}-299999/300000")

    server.routes["/a"] = route
    with pytest.raises(ChartError, match="200000 bytes came instead of 300000"):
        get(web, server, partial)


def test_no_length_at_all_will_do(web: Web, server: Loopback, partial: PartialFile) -> None:
    def route(answer: Answer) -> None:
        answer.send(CLIP, Content_Length="", Connection="close")
        answer.cut()

    server.routes["/a"] = route
    assert is_whole(get(web, server, partial))


def test_a_cut_chunked_answer_is_tried_again(web: Web, server: Loopback, partial: PartialFile) -> None:
    def route(answer: Answer) -> None:
        chunk = b"%x\r\n%s\r\n" % (len(CLIP), CLIP)
        answer.send(
            chunk + (b"0\r\n\r\n" if answer.number == 2 else b"ff"),
            Content_Length="",
            Transfer_Encoding="chunked",
        )
        if answer.number == 1:
            answer.cut()

    server.routes["/a"] = route
    assert is_whole(get(web, server, partial))


def test_packed_audio_is_unpacked_and_not_resumed(web: Web, server: Loopback, partial: PartialFile) -> None:
    packed = gzip.compress(CLIP)

    def route(answer: Answer) -> None:
        until = 50_000 if answer.number == 1 else None
        answer.send(packed[:until], Content_Length=str(len(packed)), Content_Encoding="gzip", ETag='"1"')
        if until:
            answer.cut()

    server.routes["/a"] = route
    assert is_whole(get(web, server, partial))
    assert "range" not in server.requests[1].headers


@pytest.mark.parametrize("announced", [True, False])
def test_what_is_too_large_is_refused(
    web: Web, server: Loopback, partial: PartialFile, announced: bool
) -> None:
    def route(answer: Answer) -> None:
        answer.send(
            clip(3, 3_000_000), **({} if announced else {"Content_Length": "", "Connection": "close"})
        )
        answer.cut()

    server.routes["/a"] = route
    with pytest.raises(ChartError, match=r"has \d MiB; --max-size lets through more than 1"):
        get(web, server, partial)
    assert list(partial.path.parent.iterdir()) == []
    assert len(server.requests) == 1


def test_a_bomb_is_refused(web: Web, server: Loopback, partial: PartialFile) -> None:
    server.serve("/a", gzip.compress(b"fLaC" + bytes(50_000_000), 1), Content_Encoding="gzip")
    with pytest.raises(ChartError, match="--max-size"):
        get(web, server, partial)
    assert partial.size == 0


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"<!DOCTYPE html><html>" + b"x" * 50_000, "text/html", "is no audio but a web page$"),
        (b"\n <HTML>gone</HTML>", "audio/mpeg", "is no audio but a web page, though it is called audio/mpeg"),
        (b'{"code": 403}', "application/json; charset=utf-8", "is no audio but JSON$"),
        (b"<?xml version='1.0'?><Error/>", "application/xml", "is no audio but XML or HTML"),
        (b"#EXTM3U\n", "audio/x-mpegurl", "is no audio but a playlist, though it is called audio/x-mpegurl"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "image/png", "is no audio but a picture"),
        (b"not found", "text/plain", "is no audio but text"),
        (clip(5)[4:], "audio/mpeg", "is no audio but bytes of no known kind, though it is called audio/mpeg"),
        (b"", "audio/mpeg", "is no audio but nothing"),
    ],
)
def test_what_is_no_audio_is_refused_and_removed(
    web: Web, server: Loopback, partial: PartialFile, body: bytes, kind: str, words: str
) -> None:
    server.serve("/a", body, Content_Type=kind)
    with pytest.raises(ChartError, match=words):
        get(web, server, partial)
    assert len(server.requests) == 1
    assert list(partial.path.parent.iterdir()) == []


def test_audio_that_is_called_something_else_is_audio(
    web: Web, server: Loopback, partial: PartialFile
) -> None:
    server.serve("/a", CLIP, Content_Type="text/html")
    assert is_whole(get(web, server, partial))


def test_an_error_page_in_the_place_of_the_rest_is_no_audio(
    web: Web, server: Loopback, partial: PartialFile
) -> None:
    server.routes["/a"] = lambda answer: (
        answer.file(CLIP, until=50_000) if answer.number == 1 else answer.send(b"<html>login</html>")
    )
    with pytest.raises(ChartError, match="a web page"):
        get(web, server, partial)


def test_a_stall_in_the_middle_is_resumed(server: Loopback, partial: PartialFile) -> None:
    def route(answer: Answer) -> None:
        if answer.number == 1:
            answer.send(CLIP[:50_000], Content_Length=str(len(CLIP)), ETag='"1"')
            server.stall(answer)
        else:
            answer.file(CLIP)

    server.routes["/a"] = route
    with Web(AddressPolicy(allow_private=True), replace(QUICK, timeout_s=2.0)) as web:
        assert is_whole(get(web, server, partial))
    assert server.requests[1].headers["range"] == "bytes=50000-"


def test_a_damaged_note_costs_only_the_part(web: Web, server: Loopback, partial: PartialFile) -> None:
    server.routes["/a"] = lambda answer: answer.file(CLIP)
    for note in (b"", b"[1]", b'{"validator": 7}', b'{"validator": "a\\nb"}', b"\xff"):
        partial.path.write_bytes(b"old")
        partial.path.with_suffix(".part.json").write_bytes(note)
        assert is_whole(get(web, server, partial))
