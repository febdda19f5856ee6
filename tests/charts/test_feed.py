import pytest

from tunescape.charts.feed import parse_feed
from tunescape.errors import ChartError

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>夜間電台</title>
<item><title>第一 &amp; 一</title><guid isPermaLink="false">ep-1</guid><itunes:author>甲</itunes:author>
<itunes:duration>1:02:03</itunes:duration>
<enclosure url="https://cdn.example/1.mp3" type="audio/mpeg" length="9"/></item>
<item><title>No sound</title><guid>ep-2</guid></item>
<item><enclosure url=" https://cdn.example/3.mp3 "/></item>
</channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Net label</title>
<entry><id>urn:1</id><title>One</title>
<link rel="alternate" href="https://x.example/"/>
<link rel="enclosure" href="https://x.example/1.ogg"/></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "big5"])
def test_rss(encoding: str) -> None:
    items = parse_feed(RSS.format(encoding=encoding).replace("电", "電").replace("间", "間").encode(encoding))
    assert [item["music_id"] for item in items] == ["ep-1", "https://cdn.example/3.mp3"]
    assert items[0] == {
        "music_id": "ep-1",
        "title": "第一 & 一",
        "author": "甲",
        "duration_s": "1:02:03",
        "audio_url": "https://cdn.example/1.mp3",
    }
    assert items[1]["title"] == ""
    assert items[1]["author"] == "夜間電台"


def test_what_the_server_calls_the_encoding_counts_more() -> None:
    data = RSS.format(encoding="utf-8").encode("gb18030")
    assert parse_feed(data, charset="gb18030")[0]["title"] == "第一 & 一"
    with pytest.raises(ChartError, match="in no encoding that it names"):
        parse_feed(data, charset="hex")


def test_atom() -> None:
    assert parse_feed(ATOM) == [
        {
            "music_id": "urn:1",
            "title": "One",
            "author": "Net label",
            "duration_s": "",
            "audio_url": "https://x.example/1.ogg",
        }
    ]


BOMB = "<!DOCTYPE rss [" + "".join(
    f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "boom" * 10}">' for i in range(9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB + "]><rss><channel><title>&e8;</title></channel></rss>", "declares XML entities"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "declares XML entities"),
        ("<html><body>log in</body></html>", "neither RSS nor Atom"),
        ("<rss><channel>", "is not a feed"),
        ("", "is not a feed"),
        ('{"items": []}', "is not a feed"),
    ],
)
def test_what_is_no_feed_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ChartError, match=words):
        parse_feed(text.encode())


def test_a_feed_of_nothing() -> None:
    assert parse_feed(b"<rss/>") == parse_feed(b"<rss><channel/></rss>") == []
