"""The report as a document and as a page, of libraries large, small and odd."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_library import KEYS, NASTY_TITLES, invented_library

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.clusters.clustering import cluster_library
from tunescape.discovery.clusters.request import ClusterRequest
from tunescape.discovery.compare.words import Language
from tunescape.errors import DiscoveryError, QueryError, ReportError
from tunescape.library.cluster_store import read_clustering
from tunescape.library.ingest import analyze
from tunescape.library.labels import set_label
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch
from tunescape.report.compose import compose
from tunescape.report.contents import ReportRequest, gather
from tunescape.report.document import Document, Plot, Portraits, Sentences, Table
from tunescape.report.figures import Bars
from tunescape.report.markdown import markdown_text, render_markdown
from tunescape.report.page import render_page
from tunescape.report.sections.portraits import PICTURE_BYTES, audio_reference
from tunescape.report.texts import Texts
from tunescape.settings import AnalysisSettings
from tunescape.text import visible

Invent = Callable[..., Description]


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def charted(tmp_path_factory: pytest.TempPathFactory, invent: Invent) -> Library:
    folder = tmp_path_factory.mktemp("charted") / "library"
    return invented_library(folder, invent, 60, charted=30, titles=NASTY_TITLES)


@pytest.fixture(scope="module", params=["en", "zh"])
def document(
    charted: Library, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Document:
    asked = ReportRequest(lang=request.param, title="<i>Title</i> & 标题")
    return compose(gather(charted, asked), tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def page(document: Document) -> Page:
    return Page(render_page(document))


def sentences(document: Document, name: str) -> str:
    section = next(section for section in document.sections if section.name == name)
    return " ".join(item for block in section.blocks if isinstance(block, Sentences) for item in block.items)


def test_every_section_is_there_with_something_in_it(document: Document) -> None:
    names = [section.name for section in document.sections]
    assert names == ["summary", "chart", "hot", "map", "clusters", "distributions", "tracks", "method"]
    assert all(section.blocks and section.title for section in document.sections)
    plots = [
        block.name for section in document.sections for block in section.blocks if isinstance(block, Plot)
    ]
    assert {"map-plot", "curves", "tempo", "loudness", "key", "tags"} <= set(plots)


def test_the_chart_is_in_order_and_has_what_it_sorts_by(document: Document) -> None:
    table = document.sections[1].blocks[0]
    assert isinstance(table, Table)
    assert [row[0].value for row in table.rows] == list(range(1, 31))
    assert [row[1].text for row in table.rows[: len(NASTY_TITLES)]] == list(map(visible, NASTY_TITLES))
    assert table.rows[1][3].text == "1,000,000"


def test_every_distribution_has_the_chart_beside_the_others_in_shares(document: Document) -> None:
    section = next(section for section in document.sections if section.name == "distributions")
    bars = {block.name: block.variants[0].figure for block in section.blocks if isinstance(block, Plot)}
    for figure in bars.values():
        assert isinstance(figure, Bars)
        names = ["on the chart", "not on it"] if document.lang == "en" else ["在榜", "不在榜"]
        assert [name for name, _ in figure.series] == names
    key = bars["key"]
    assert isinstance(key, Bars)
    assert set(key.labels) == {Texts(document.lang).key(name) for name in KEYS}
    at = key.labels.index(Texts(document.lang).key("A minor"))
    # of 30 on the chart 8, of 30 others 7
    assert [heights[at] for _, heights in key.series] == pytest.approx([100 * 8 / 30, 100 * 7 / 30])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Known of 3 of 12: 2 of 4 on the chart, 1 of 8 not on it; shares are of those."),
        ("zh", "12 首中已知 3 首：在榜 4 首中的 2 首、不在榜 8 首中的 1 首；占比以已知的为准。"),
    ],
)
def test_shares_of_few_say_of_how_many(lang: Language, words: str, tmp_path: Path, invent: Invent) -> None:
    library = invented_library(tmp_path / "library", invent, 12, charted=4)
    charted = sorted(library.tracks(), key=lambda track: track.rank or 99)
    for track in (charted[0], charted[1], charted[-1]):
        set_label(library, track.track_id, "Jazz")
    document = compose(gather(library, ReportRequest(lang=lang)), tmp_path)
    section = next(section for section in document.sections if section.name == "distributions")
    (genre,) = (block for block in section.blocks if isinstance(block, Plot) and block.name == "genre")
    assert genre.caption == words


def test_titles_are_shown_as_text(page: Page) -> None:
    shown = "".join(page.texts)
    for title in NASTY_TITLES:
        assert visible(title) in shown
    allowed = {"script", "style", "meta", "link", "img", "audio"}
    assert {tag for tag, _ in page.tags} & {"iframe", "object", "b", "i", "a:"} == set()
    assert sum(tag == "script" for tag, _ in page.tags) == 4
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        source = attributes.get("src") or ""
        assert not source or (tag in allowed and source.startswith(("data:image/png", "./")))


def test_a_page_asks_nobody(page: Page) -> None:
    links = [value for _, attributes in page.tags for name, value in attributes.items() if name == "href"]
    assert [link for link in links if link and not link.startswith(("#", "data:,"))] == []
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_names_are_unique_and_links_lead_somewhere(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    anchors = {a["href"] for t, a in page.tags if t == "a"}
    assert anchors <= {f"#{name}" for name in page.ids}
    live = {a["id"] for t, a in page.tags if t == "figure" and a.get("class") == "plot"}
    data = next(text for text in page.texts if text.startswith(('{"difference', '{"map-plot')))
    assert set(json.loads(data)) == live


def test_every_picture_says_what_it_is(page: Page) -> None:
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert page.tags[0][0] == "html"
    assert page.tags[0][1]["lang"] in ("en", "zh-CN")


def test_no_language_is_mixed_with_the_other(document: Document) -> None:
    said = " ".join(sentences(document, section.name) for section in document.sections)
    said += " ".join(section.title for section in document.sections)
    if document.lang == "en":
        assert not re.search("[\u4e00-\u9fff]", said)
    else:
        words = set(re.findall(r"[A-Za-z_]{3,}", said))
        terms = {
            "BPM",
            "LUFS",
            "ranking",
            "tunescape",
            "default",
            "FOLDER",
            "label",
            "classify",
        }
        assert words <= terms | {"cluster", "gap", "analyze"}


def test_markdown_shows_the_same_and_escapes_it(document: Document) -> None:
    text, pictures = render_markdown(document, folder="my report-pictures")
    for section in document.sections:
        assert f"\n## {section.title}\n" in text
    assert "<script" not in re.sub(r"\\<", "", text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    bars = [len(re.findall(r"(?<!\\)\|", line)) for line in rows]
    assert bars[2:].count(bars[4]) >= 30
    named = re.findall(r"!\[.*?\]\(<my%20report-pictures/([\w-]+\.png)>\)", text)
    assert sorted(named) == sorted(pictures)
    assert all(png.startswith(b"\x89PNG") for png in pictures.values())


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b*c*_d_[e](f)<g>`h`#1", r"a\|b\*c\*\_d\_\[e\](f)\<g\>\`h\`\#1"),
        ("- x", r"\- x"),
        ("http://example.org", r"http:\//example.org"),
        ("two\nlines  here", "two lines here"),
    ],
)
def test_markdown_of_texts(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


def test_nothing_is_stored(charted: Library, document: Document) -> None:
    assert read_clustering(charted) is None
    assert "tunescape cluster" in sentences(document, "clusters")


def test_stored_clusters_are_taken_as_they_are(tmp_path: Path, invent: Invent) -> None:
    library = invented_library(tmp_path / "library", invent, 30)
    stored = cluster_library(library, ClusterRequest())
    contents = gather(library, ReportRequest())
    assert contents.clusters_stored
    assert contents.clustering is not None
    assert contents.clustering.labels == stored.labels
    assert contents.portrayed_because == "tracks_typical"
    assert len({stored.labels[track.track_id] for track in contents.portrayed}) == len(contents.portrayed)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("n", "charted"), [(1, 0), (1, 1), (2, 0), (2, 2), (3, 3), (12, 9)])
def test_few_tracks_give_a_report_that_says_what_is_missing(
    n: int, charted: int, lang: str, tmp_path: Path, invent: Invent
) -> None:
    library = invented_library(tmp_path / "library", invent, n, charted=charted)
    made = compose(gather(library, ReportRequest(lang=lang)), tmp_path)  # type: ignore[arg-type]
    assert len(made.sections) == 8
    assert all(section.blocks for section in made.sections)
    assert render_page(made, interactive=False)
    if charted == 0:
        assert "tunescape chart fetch" in sentences(made, "chart")
        assert "--against" in sentences(made, "hot")
    if n < 3:
        assert "3" in sentences(made, "map")


def test_identical_tracks(tmp_path: Path, invent: Invent) -> None:
    library = Library(tmp_path / "library", create=True)
    same = invent(0).features
    found = [invent(seed, f"/music/{seed}.flac", features=same) for seed in range(12)]
    write_batch(library, found, segmentation="4x15")
    made = compose(gather(library, ReportRequest()), tmp_path)
    assert "Too few tracks that sound different" in sentences(made, "clusters")
    assert render_page(made)


def test_a_library_that_was_not_heard_for_it_says_so(tmp_path: Path, invent: Invent) -> None:
    library = Library(tmp_path / "library", create=True)
    found = [invent(seed, f"/music/{seed}.flac", features={}, estimates={}) for seed in range(5)]
    write_batch(library, found, segmentation="4x15")
    made = compose(gather(library, ReportRequest(where="duration_s > 181")), tmp_path)
    for name in ("map", "clusters"):
        assert "tunescape analyze" in sentences(made, name)
    assert "could not be compared" in sentences(made, "hot") or "too few" in sentences(made, "hot")
    assert "not known of any track" in sentences(made, "distributions")
    assert render_page(made)


def test_a_selection_is_compared_with_the_rest_or_with_what_is_named(
    charted: Library, tmp_path: Path
) -> None:
    selected = gather(charted, ReportRequest(where="rank <= 20"))
    assert len(selected.tracks) == 20
    first = selected.findings.comparisons[0].comparison
    assert first is not None
    assert (len(first.pair.a.track_ids), len(first.pair.b.track_ids)) == (20, 40)
    against = gather(charted, ReportRequest(where="rank <= 20", against="rank > 25"))
    second = against.findings.comparisons[0].comparison
    assert second is not None
    assert (len(second.pair.a.track_ids), len(second.pair.b.track_ids)) == (20, 5)
    made = compose(against, tmp_path)
    assert "20 of 60" in sentences(made, "summary")


def test_bad_questions_are_refused(charted: Library, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no track matches"):
        gather(charted, ReportRequest(where="rank > 1000"))
    with pytest.raises(QueryError, match="cannot read the condition"):
        gather(charted, ReportRequest(where="rank >"))
    with pytest.raises(QueryError, match="no track matches"):
        gather(charted, ReportRequest(against="rank > 1000"))
    with pytest.raises(QueryError, match="are the same tracks"):
        gather(charted, ReportRequest(where="rank <= 5", against="rank < 6"))
    with pytest.raises(QueryError, match="no track matches 'nowhere'"):
        gather(charted, ReportRequest(tracks=("nowhere",)))
    with pytest.raises(ReportError, match="holds no tracks yet"):
        gather(Library(tmp_path / "empty", create=True), ReportRequest())


def test_an_unexpected_lack_is_a_sentence(
    charted: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DiscoveryError("it is Monday")

    monkeypatch.setattr("tunescape.report.findings.compare_groups", refuse)
    monkeypatch.setattr("tunescape.report.findings.correlate", refuse)
    said = sentences(compose(gather(charted, ReportRequest(lang="zh")), tmp_path), "hot")
    assert said.count("无法比较：it is Monday。") == 3


def test_a_track_is_drawn_and_played_where_its_audio_lies_beside(
    tmp_path: Path, play: Callable[..., Signal]
) -> None:
    music = tmp_path / "music #1" / "été"
    music.mkdir(parents=True)
    for seed in range(2):
        write_audio(music / f"100% {seed}.flac", play(seed, seconds=3.0), tags={"title": f"<Tune> {seed}"})
    library = Library(tmp_path / "library", create=True)
    analyze(library, [tmp_path / "music #1"], AnalysisSettings(jobs=1, features="statistical"))
    (music / "100% 1.flac").unlink()
    contents = gather(library, ReportRequest())
    made = compose(contents, tmp_path)
    block = next(one for one in made.sections[6].blocks if isinstance(one, Portraits))
    first, second = block.items
    assert first.audio == "./music%20%231/%C3%A9t%C3%A9/100%25%200.flac"
    assert [len(picture.png) <= PICTURE_BYTES for picture in first.pictures] == [True] * 3
    assert (second.audio, second.pictures, second.notes) == (None, (), ("No pictures: the file is gone.",))
    page = Page(render_page(made, interactive=False))
    assert [a["src"] for t, a in page.tags if t == "audio"] == [first.audio]
    elsewhere = tmp_path / "reports"
    elsewhere.mkdir()
    far = compose(contents, elsewhere)
    assert "does not lie beside" in sentences(far, "tracks")
    assert "<audio" not in render_page(far, interactive=False)


def test_only_files_below_the_folder_are_referred_to(tmp_path: Path) -> None:
    inside, outside = tmp_path / "a" / "b" / "x.mp3", tmp_path / "c" / "y.mp3"
    for path in (inside, outside):
        path.parent.mkdir(parents=True)
        path.touch()
    (tmp_path / "a" / "link.mp3").symlink_to(outside)
    assert audio_reference(str(inside), tmp_path / "a") == "./b/x.mp3"
    assert audio_reference(str(outside), tmp_path / "a") is None
    assert audio_reference(str(tmp_path / "a" / "link.mp3"), tmp_path / "a") is None
    assert audio_reference(str(tmp_path / "a" / "gone.mp3"), tmp_path / "a") is None
