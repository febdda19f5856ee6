"""The query language finds what it says, and refuses the rest in words."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.audio.tags import Tags
from tunescape.errors import QueryError
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.where import FIELDS, parse_where
from tunescape.library.writer import write_batch


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path_factory.mktemp("where"), create=True)
    tags = [
        Tags("夜雨", artist="林晚舟", genre="Folk", year=2021),
        Tags("100% Rain_y", artist="AC/DC", genre="Rock", year=1999),
        Tags("Plain", artist=None, genre="folk", year=None),
    ]
    tempi = [70.0, 140.0, None]
    estimates = [{"tempo_bpm": tempo, "key": "C major", "tags": ["Hip-Hop"]} for tempo in tempi]
    found = [invent(i, f"/m/{i}.flac", tags=tags[i], estimates=estimates[i]) for i in range(3)]
    write_batch(library, found, segmentation="4x15")
    return library


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('genre = "folk"', "02"),
        ("genre != 'FOLK'", "1"),
        ("tempo_bpm != 70", "12"),
        ('tags = "hip-hop"', "012"),
        ('tags = "hip"', ""),
        ('tags != "jazz"', "012"),
        ("tempo_bpm > 100", "1"),
        ("tempo_bpm <= 70", "0"),
        ("tempo_bpm = null", "2"),
        ("not tempo_bpm > 100", "02"),
        ("NOT (year < 2000 OR year = NULL)", "0"),
        ('title contains "雨"', "0"),
        ('title contains "100%"', "1"),
        ('title contains "_"', "1"),
        ('tags contains "hip"', "012"),
        ('genre = "folk" and year > 2000 or artist = "ac/dc"', "01"),
        ('genre = "folk" and (year > 2000 or artist = "ac/dc")', "0"),
        ('path contains "/m/2"', "2"),
        ("year >= 1999 and year <= 2021", "01"),
        ("duration_s > -1.5", "012"),
    ],
)
def test_it_finds(library: Library, expression: str, expected: str) -> None:
    found = "".join(Path(track.path).stem for track in library.tracks(parse_where(expression)))
    assert found == expected


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("", "cannot read"),
        ("tempo_bpm >", "cannot read"),
        ("tempo_bpm > 120 genre", "cannot read"),
        ("password = 'x'", "there is no field password"),
        ("title > 5", "title is a text"),
        ('tempo_bpm = "fast"', "tempo_bpm is a number"),
        ('tempo_bpm contains "1"', "tempo_bpm is a number"),
        ("tempo_bpm < null", "null has no order"),
        ("title = 'x'; DROP TABLE files", "cannot read"),
        ("(genre = 'x'", "cannot read"),
        ('title contains "\0"', "cannot hold the character NUL"),
        ("not " * 3000 + "year = 1", "nested too deeply"),
        ("not (" * 20 + "year = 1" + ")" * 20, "nested too deeply"),
        ("(year = 1 or (year = 1 and " * 60 + "year = 1" + "))" * 60, "nested too deeply"),
        (" or ".join(1200 * ["year = 1"]), "has 1200 terms, and at most 500"),
    ],
)
def test_it_refuses(expression: str, complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        parse_where(expression)


def test_it_finds_whatever_is_not_too_long_or_too_deep(library: Library) -> None:
    # brackets that change nothing are no depth, and neighbours are not below each other
    assert len(library.tracks(parse_where(3000 * "(" + "year > 0" + 3000 * ")"))) == 2
    assert len(library.tracks(parse_where(" and ".join(500 * ["not year = 1"])))) == 3
    terms = ['path != "x"', "year != 1", 'title contains "a"', 'tags != "b"', "tempo_bpm = null"]
    widest = " or ".join((terms * 100)[:500])
    assert len(library.tracks(parse_where("not (" * 18 + widest + ")" * 18))) == 3


@pytest.mark.parametrize("operator", ["=", "!="])
@pytest.mark.parametrize("field", sorted(FIELDS))
def test_the_longest_condition_is_answered(library: Library, field: str, operator: str) -> None:
    value = '"?"' if isinstance(FIELDS[field].type, sa.String) else "-7"
    found = library.tracks(parse_where(" or ".join(500 * [f"{field} {operator} {value}"])))
    assert len(found) == (0 if operator == "=" else 3)


NESTED = st.recursive(
    st.sampled_from(["year = 2021", "tempo_bpm != 70", 'path contains "m"', 'tags = "jazz"']),
    lambda inner: st.one_of(
        st.builds("({})".format, inner),
        st.builds("not {}".format, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
    ),
    max_leaves=20,
)


@given(
    inner=NESTED, around=st.sampled_from(["({})", "not {}", "(year = 1 or {})"]), times=st.integers(0, 1500)
)
@settings(max_examples=30)
def test_any_nesting_is_answered_or_refused(library: Library, inner: str, around: str, times: int) -> None:
    before, after = around.split("{}")
    with contextlib.suppress(QueryError):
        library.tracks(parse_where(times * before + inner + times * after))


@given(text=st.text(alphabet=st.characters(exclude_characters='"\0'), max_size=20))
def test_any_text_is_a_value_never_a_command(library: Library, text: str) -> None:
    assert library.tracks(parse_where(f'title = "{text}" and title != "{text}"')) == []


@given(st.text(max_size=40))
def test_any_expression_is_read_or_refused(expression: str) -> None:
    with contextlib.suppress(QueryError):
        parse_where(expression)


def test_every_field_can_be_asked_for(library: Library) -> None:
    for name in FIELDS:
        library.tracks(parse_where(f"{name} != null"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('path contains "/46/"', ["only 46", "both"]),
        ('path contains "/47/"', ["both", "only 47"]),
        ('path contains "/47/" and not path contains "/46/"', ["only 47"]),
        ('path contains "/46/" and path contains "/47/"', ["both"]),
        ('path contains "/48/"', []),
        ('path = "{folder}/47/B.MP3"', ["both"]),
        ('path != "{folder}/47/b.mp3"', ["only 46", "only 47"]),
        ("path != null", ["only 46", "both", "only 47"]),
        ("path = null", []),
    ],
)
def test_a_track_is_wherever_one_of_its_files_is(
    tmp_path: Path, invent: Callable[..., Description], expression: str, expected: list[str]
) -> None:
    library = Library(tmp_path / "library", create=True)
    titles = {1: "only 46", 2: "both", 3: "only 47"}
    placed = [("46/a.mp3", 1), ("46/b.mp3", 2), ("47/b.mp3", 2), ("47/c.mp3", 3)]
    for path, _ in [*placed, ("48/b.mp3", 2)]:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    found = [invent(seed, str(tmp_path / path), tags=Tags(titles[seed])) for path, seed in placed]
    write_batch(library, [*found, invent(2, str(tmp_path / "48/b.mp3"))], segmentation="4x15")
    with library.transaction() as connection:
        connection.exec_driver_sql("UPDATE files SET missing_since = 1 WHERE path_text LIKE '%/48/%'")
    condition = parse_where(expression.replace("{folder}", str(tmp_path)))
    assert [track.title for track in library.tracks(condition)] == expected


def test_every_field_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"`{name}`" not in page] == []
