"""Charts from a server that pages, repeats itself, breaks off and wants a login."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from loopback import QUICK, Answer, Loopback

from tunescape.charts.chart import Chart
from tunescape.charts.fetch import fetch_chart
from tunescape.charts.profile import parse_profile, profile_text, shipped_profiles
from tunescape.errors import ChartError

RANKING = shipped_profiles()["ranking"]


def pieces(n: int, *, first: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "music_id": 7_000_000_000_000_000_000 + i,
            "title": f"曲 {i}",
            "author": f"作者 {i % 7}",
            "audition_duration": 10 + i % 50,
            "user_count": 1_000_000 - i,
            "user_incr": 500 - i,
        }
        for i in range(first, first + n)
    ]


def fetch(server: Loopback, **options: Any) -> Chart:
    return fetch_chart(RANKING, base=server.url, manners=QUICK, **options)


def test_all_pages_until_the_wanted_number(server: Loopback) -> None:
    server.serve_chart(pieces(1000))
    told: list[int] = []
    chart = fetch(server, on_page=told.append)
    assert len(chart.items) == 400
    assert (told, len(server.requests)) == ([50 * k for k in range(1, 9)], 8)
    assert server.paths()[7] == "/search?keyword=&page=8&size=50&orderby=user_count&incr_type=7d&order=desc"
    first = chart.items[0]
    assert (first.music_id, first.title, first.author) == ("7000000000000000000", "曲 0", "作者 0")
    assert (first.duration_s, first.users, first.users_gained) == (10.0, 1_000_000, 500)
    assert [item.rank for item in chart.items] == list(range(1, 401))
    assert {item.source for item in chart.items} == {"ranking"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", first.fetched_at)
    assert first.audio_url is None


def test_a_short_chart_ends_where_it_ends(server: Loopback) -> None:
    server.serve_chart(pieces(120))
    chart = fetch(server)
    assert (len(chart.items), chart.incomplete, len(server.requests)) == (120, None, 4)


def test_a_limit_within_a_page(server: Loopback) -> None:
    server.serve_chart(pieces(120))
    assert len(fetch(server, limit=7).items) == 7
    assert len(server.requests) == 1


def test_one_piece(server: Loopback) -> None:
    server.serve_chart(pieces(1))
    assert [item.rank for item in fetch(server).items] == [1]


def test_pieces_that_move_between_pages_come_once(server: Loopback) -> None:
    def page(answer: Answer) -> None:
        first = 40 * (int(answer.seen.query["page"]) - 1)
        answer.json({"data": {"list": pieces(50, first=first) if first < 200 else []}})

    server.routes["/search"] = page
    chart = fetch(server)
    assert len({item.music_id for item in chart.items}) == len(chart.items) == 210
    assert (chart.duplicates, chart.items[-1].rank) == (40, 210)


def test_a_service_that_repeats_its_last_page_is_left(server: Loopback) -> None:
    server.routes["/search"] = lambda answer: answer.json({"data": {"list": pieces(50)}})
    assert (len(fetch(server).items), len(server.requests)) == (50, 2)


def test_a_later_page_that_fails_leaves_what_came_before(server: Loopback) -> None:
    def page(answer: Answer) -> None:
        number = int(answer.seen.query["page"])
        answer.json({"data": {"list": pieces(50, first=50 * number)}}) if number < 3 else answer.send(
            b"", 502
        )

    server.routes["/search"] = page
    chart = fetch(server)
    assert len(chart.items) == 100
    assert chart.incomplete == "page 3: 127.0.0.1 answers 502 Bad Gateway (4 tries)"


def test_passing_trouble_passes(server: Loopback) -> None:
    def page(answer: Answer) -> None:
        if answer.number % 3 == 1:
            answer.send(b"", 429)
        elif answer.number % 3 == 2:
            answer.send(b'{"data":', Content_Length="900")
            answer.cut()
        else:
            answer.json({"data": {"list": pieces(50, first=50 * int(answer.seen.query["page"]))}})

    server.routes["/search"] = page
    assert len(fetch(server, limit=100).items) == 100


def test_missing_fields_are_none_and_odd_items_are_left_out(server: Loopback) -> None:
    odd = [
        {"music_id": "a"},
        {"title": "no id"},
        {"music_id": None, "title": "none"},
        "text",
        7,
        None,
        {"music_id": ["x"], "title": "list"},
        {"music_id": "b", "title": {"zh": "x"}, "user_count": "many", "audition_duration": -1},
        {"music_id": "c", "title": "half \ud83d", "user_count": "1.2万", "audition_duration": "0:15"},
    ]
    server.routes["/search"] = lambda answer: answer.json({"data": {"list": odd}})
    chart = fetch(server)
    a, b, c = chart.items
    assert (a.title, a.author, a.duration_s, a.users) == ("", None, None, None)
    assert (b.title, b.users, b.duration_s) == ("", None, None)
    assert (c.title, c.users, c.duration_s) == ("half \ufffd", 12_000, 15.0)
    assert chart.without_id[:3] == (2, 3, 4)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            b'{"code": 401, "msg": "\xe8\xaf\xb7\xe7\x99\xbb\xe5\xbd\x95"}',
            "no list at data.list, but code: 401, msg: 请登录",
        ),
        (b'{"data": {"list": {}}}', "no list at data.list"),
        (b"[1, 2]", "no list at data.list"),
        (b"<html>log in</html>", "sends is a web page, not JSON"),
        (b'{"data": ', "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"", "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b'{"data": {"list": []}}', "the source ranking has no pieces"),
        (b'{"data": {"list": [{"title": "x"}]}}', "has no pieces, but 1 without an id"),
    ],
)
def test_what_is_no_chart_is_a_sentence(server: Loopback, body: bytes, words: str) -> None:
    server.serve("/search", body)
    with pytest.raises(ChartError, match=words):
        fetch(server)


def test_the_cookie_goes_to_the_source_and_nowhere_else(
    server: Loopback, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_RANKING_COOKIE", "sid=s3cret")
    server.routes["/search"] = lambda answer: answer.redirect(f"{other.url}{answer.seen.path}")
    other.serve_chart(pieces(3))
    chart = fetch(server, allow_private=True)
    assert len(chart.items) == 3
    assert server.requests[0].headers["cookie"] == "sid=s3cret"
    assert not any("cookie" in seen.headers for seen in other.requests)


def test_a_redirect_to_another_private_address_is_refused(server: Loopback, other: Loopback) -> None:
    server.routes["/search"] = lambda answer: answer.redirect(f"{other.url}/search")
    with pytest.raises(ChartError, match="not an address of the public internet"):
        fetch(server)
    assert other.requests == []


def test_no_secret_is_in_an_error(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNESCAPE_RANKING_COOKIE", "sid=s3cret\x01")
    with pytest.raises(ChartError, match="TUNESCAPE_RANKING_COOKIE") as caught:
        fetch(server)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "base", ["charts.example", "ftp://charts.example", "file:///etc/passwd", "https://", "http://[::1"]
)
def test_an_address_that_is_none_is_a_sentence(base: str) -> None:
    with pytest.raises(ChartError, match="where the source ranking is: the address"):
        fetch_chart(RANKING, base=base)


# charts of one's own


def test_a_csv_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "音乐ID,音乐名,使用人数,audio_url\n1,夜曲,1.5万,https://x.example/1.mp3\n2,'@me,,\n", "utf-8-sig"
    )
    chart = fetch_chart(shipped_profiles()["csv"], base=str(path))
    assert [(item.title, item.users, item.source) for item in chart.items] == [
        ("夜曲", 15_000, "csv"),
        ("@me", None, "csv"),
    ]
    assert [item.audio_url for item in chart.items] == ["https://x.example/1.mp3", None]


def test_a_chart_that_is_fetched_from_a_file_keeps_its_source_and_its_time(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_text("music_id,title,source,fetched_at\n1,a,ranking,2026-11-13\n2,b,,\n")
    first, second = fetch_chart(shipped_profiles()["csv"], base=str(path)).items
    assert (first.source, first.fetched_at) == ("ranking", "2026-11-13T00:00:00+00:00")
    assert second.source == "csv"
    assert second.fetched_at > first.fetched_at


@pytest.mark.parametrize(
    "document",
    [
        [{"id": 1, "title": "a", "audio_url": "/1.mp3"}],
        {"items": [{"music_id": 1, "title": "a", "audio_url": "../1.mp3"}]},
        {"data": {"list": [{"music_id": "1", "title": "a", "audio_url": "1.mp3"}]}},
    ],
)
def test_a_json_of_ones_own_on_the_web(server: Loopback, document: Any) -> None:
    server.routes["/list.json"] = lambda answer: answer.json(document, packed=1)
    (item,) = fetch_chart(shipped_profiles()["json"], base=f"{server.url}/list.json", manners=QUICK).items
    assert (item.music_id, item.title, item.audio_url) == ("1", "a", f"{server.url}/1.mp3")
    assert len(server.requests) == 1


def test_a_podcast(server: Loopback) -> None:
    server.serve(
        "/feed/",
        b"<rss><channel><title>R</title><item><title>One</title>"
        b"<enclosure url='one.mp3'/></item></channel></rss>",
        Content_Type="application/rss+xml; charset=utf-8",
    )
    (item,) = fetch_chart(shipped_profiles()["podcast"], base=f"{server.url}/feed/", manners=QUICK).items
    assert (item.music_id, item.title, item.author, item.source) == ("one.mp3", "One", "R", "podcast")
    assert item.audio_url == f"{server.url}/feed/one.mp3"
    assert server.paths() == ["/feed/"]


def test_files_are_read_only_where_the_profile_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([{"id": 1, "title": "a"}]))
    assert len(fetch_chart(shipped_profiles()["json"], base=str(path)).items) == 1
    strict = parse_profile(profile_text("json").replace("local = true", ""))
    with pytest.raises(ChartError, match="not of the web"):
        fetch_chart(strict, base=str(path))


def test_files_that_cannot_be_read_are_sentences(tmp_path: Path) -> None:
    for base in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(ChartError, match="cannot be read") as caught:
            fetch_chart(shipped_profiles()["csv"], base=str(base))
        assert caught.value.path == str(base)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(ChartError, match="is empty"):
        fetch_chart(shipped_profiles()["csv"], base=str(tmp_path / "empty.csv"))
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(33 * 2**20)
    with pytest.raises(ChartError, match="larger than 32 MiB"):
        fetch_chart(shipped_profiles()["csv"], base=str(tmp_path / "huge.csv"))


def test_a_profile_in_milliseconds_with_places_in_depth(server: Loopback) -> None:
    profile = parse_profile(f"""
        name = "deep"
        format = "json"
        url = "{server.url}/list?from={{offset}}"
        items = "a.0.b"
        duration_unit = "ms"
        [paging]
        size = 2
        [fields]
        music_id = "m.id"
        title = ["name.zh", "name.en"]
        duration_s = "ms"
        rank = "n"
        [audio]
        field = "play.urls.1"
    """)
    items = [
        {
            "m": {"id": i},
            "name": {"zh": "", "en": f"t{i}"},
            "ms": 1500,
            "n": i + 5,
            "play": {"urls": ["x", f"/{i}"]},
        }
        for i in range(5)
    ]

    def page(answer: Answer) -> None:
        first = int(answer.seen.query["from"])
        answer.json({"a": [{"b": items[first : first + 2]}]})

    server.routes["/list"] = page
    chart = fetch_chart(profile, manners=QUICK)
    assert [(i.music_id, i.title, i.duration_s, i.rank) for i in chart.items] == [
        (str(i), f"t{i}", 1.5, i + 5) for i in range(5)
    ]
    assert chart.items[3].audio_url == f"{server.url}/3"
