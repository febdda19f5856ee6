import re
from pathlib import Path

import pytest

from tunescape.charts.profile import load_profile, parse_profile, profile_text, shipped_profiles
from tunescape.errors import ChartError

LEAST = """
name = "mine"
format = "json"
url = "https://charts.example/{page}"
[fields]
music_id = "id"
title = "name"
"""


def test_the_shipped_profiles_are_whole() -> None:
    profiles = shipped_profiles()
    assert list(profiles) == ["csv", "json", "podcast", "ranking"]
    for name, profile in profiles.items():
        assert profile.name == name
        assert profile.description
        assert profile.needs_base
        assert parse_profile(profile_text(name)) == profile
        # whose service it is, the user says
        assert not re.search(r"https?://(?!HOST)", profile_text(name))


def test_the_ranking_asks_what_the_study_asked() -> None:
    profile = shipped_profiles()["ranking"]
    expected = "search?keyword=%E5%A4%9C%20%26&page=3&size=50&orderby=user_count&incr_type=7d&order=desc"
    for base in ("https://charts.example/api", "https://charts.example/api/"):
        assert profile.page_url(base, 2, keyword="夜 &") == f"https://charts.example/api/{expected}"
    assert (
        profile.audio_request_url("https://charts.example", "a/b?") == "https://charts.example/music/a%2Fb%3F"
    )
    assert (profile.items, profile.paging.wanted) == (("data.list",), 400)


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(LEAST)
    profile = load_profile(path)
    assert profile.fields["title"] == ("name",)
    assert (profile.pages, profile.needs_base, profile.paging.size) == (True, False, 50)
    assert profile.page_url("", 0) == "https://charts.example/1"


def test_offsets() -> None:
    profile = parse_profile(LEAST.replace("{page}", "?from={offset}&n={size}") + "[paging]\nsize = 20\n")
    assert [profile.page_url("", page) for page in range(2)] == [
        "https://charts.example/?from=0&n=20",
        "https://charts.example/?from=20&n=20",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("name = ", "nom = "), "name is missing"),
        (('"json"', '"yaml"'), "format is yaml; it can be json, csv, feed"),
        (('"json"', "7"), "format is no text"),
        (("{page}", "{seite}"), r"url holds {seite}; it can hold {base}, "),
        (('title = "name"', ""), "fields.title is missing"),
        (('title = "name"', "title = [7]"), "fields.title is neither a text nor a list"),
        (('title = "name"', 'titel = "name"\ntitle = "name"'), "fields.titel is not known"),
        (("[fields]", "colour = 1\n[fields]"), "colour is not known"),
        (("[fields]", "[paging]\nsize = 0\n[fields]"), "paging.size is no whole number from 1"),
        (("[fields]", "[paging]\nsize = true\n[fields]"), "paging.size is no whole number"),
        (("[fields]", "local = 1\n[fields]"), "local is neither true nor false"),
        (("[fields]", "headers = 1\n[fields]"), "headers is no table"),
        (
            ("[fields]", '[audio]\nurl = "{title}"\n[fields]'),
            r"audio.url holds {title}; it can hold {base}, {id}",
        ),
        (
            ("[fields]", '[headers]\nCookie = "sid=s3cret"\n[fields]'),
            "headers.Cookie stands in the file; let it",
        ),
        (
            ("[fields]", '[headers]\nX-Auth-Token = "s3cret"\n[fields]'),
            "headers.X-Auth-Token stands in the file",
        ),
        (("[fields]", '[headers]\nReferer = "a\\nb"\n[fields]'), "headers.Referer holds what no header can"),
        (("[fields]", '[headers]\n"a b" = "c"\n[fields]'), "is no name of a header"),
        (("[fields]", "[headers]\nCookie = {}\n[fields]"), "headers.Cookie.env is missing"),
        (("[fields]", "[headers]\nCookie = 7\n[fields]"), "headers.Cookie is no table"),
        (("[fields]", "[fields"), "is not TOML"),
    ],
)
def test_a_profile_that_cannot_be_is_a_sentence(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(LEAST.replace(*change))
    with pytest.raises(ChartError, match=words) as caught:
        load_profile(path)
    assert str(caught.value).startswith(str(path))
    assert "s3cret" not in str(caught.value)


def test_a_profile_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="cannot be read"):
        load_profile(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    with pytest.raises(ChartError, match="not UTF-8"):
        load_profile(tmp_path / "latin.toml")


def test_secrets_come_from_the_environment_and_stay_there() -> None:
    text = f"""{LEAST}
    [headers]
    Cookie = {{ env = "MINE" }}
    Referer = "https://x.example"
    X-Key = {{ env = "KEY", optional = true }}
    """
    profile = parse_profile(text)
    assert profile.request_headers({"MINE": "sid=s3cret\n"}) == {
        "Cookie": "sid=s3cret",
        "Referer": "https://x.example",
    }
    assert profile.request_headers({"MINE": "a", "KEY": "b"})["X-Key"] == "b"
    assert "s3cret" not in repr(profile)
    with pytest.raises(ChartError, match="variable MINE is not set; it holds Cookie"):
        profile.request_headers({})
    with pytest.raises(ChartError, match="variable MINE holds what no header can") as caught:
        profile.request_headers({"MINE": "s3cret\r\nHost: evil"})
    assert "s3cret" not in str(caught.value)


def test_where_a_source_is_has_to_be_told() -> None:
    profile = shipped_profiles()["ranking"]
    assert (
        profile.base("https://a.example", {"TUNESCAPE_RANKING_URL": "https://b.example"})
        == "https://a.example"
    )
    assert profile.base(None, {"TUNESCAPE_RANKING_URL": "https://b.example"}) == "https://b.example"
    with pytest.raises(ChartError, match="is not known; give --from or set TUNESCAPE_RANKING_URL"):
        profile.base(None, {})
    with pytest.raises(ChartError, match=r"is not known; give --from$"):
        shipped_profiles()["csv"].base(None, {})
