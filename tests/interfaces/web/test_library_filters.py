import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from tunescape.interfaces.web.pages.library.filters import Filters, condition_problem, quoted
from tunescape.interfaces.web.texts import Texts
from tunescape.library.where import parse_where

bpm = st.none() | st.integers(1, 999).map(float)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts, texts.map(lambda text: text or None), bpm, bpm, st.none() | st.integers(1, 99), texts)
def test_an_address_holds_all_that_was_asked_for(q, genre, slowest, fastest, cluster, where) -> None:
    asked = Filters(q, genre, slowest, fastest, cluster, where, sort="-tempo_bpm")
    assert Filters.from_query(QueryParams(asked.to_query())) == asked


def test_nothing_asked_leaves_the_address_alone() -> None:
    assert Filters().to_query() == ""
    assert Filters().expression() == ""
    assert Filters().n_narrowing == 0


@pytest.mark.parametrize(
    "query",
    [
        {"tempo": "fast-nan"},
        {"tempo": "-"},
        {"tempo": "1e999-2"},
        {"cluster": "-1"},
        {"cluster": "²"},
        {"cluster": "9" * 5000},
        {"sort": "path; drop table files"},
        {"genre": ""},
        {"unknown": "x"},
    ],
)
def test_what_makes_no_sense_in_an_address_is_left_out(query: dict[str, str]) -> None:
    found = Filters.from_query(query)
    assert found == Filters(fastest_bpm=2.0 if "1e999" in query.get("tempo", "") else None)


@given(texts.map(lambda text: text or None), bpm, bpm, st.none() | st.integers(1, 99))
def test_what_is_chosen_is_always_a_condition_that_can_be_read(genre, slowest, fastest, cluster) -> None:
    asked = Filters(genre=genre, slowest_bpm=slowest, fastest_bpm=fastest, cluster=cluster)
    if asked.n_narrowing:
        parse_where(asked.expression())


def test_choices_and_a_written_condition_hold_together() -> None:
    asked = Filters(genre="jazz", slowest_bpm=100.0, where="year < 1990 or year > 2020")
    assert asked.expression() == 'genre = "jazz" and tempo_bpm >= 100 and (year < 1990 or year > 2020)'
    assert asked.n_narrowing == 3
    assert Filters(where="year < 1990 or year > 2020").expression() == "year < 1990 or year > 2020"


def test_a_genre_with_quotes_stays_one_text() -> None:
    assert quoted('12" mix') == "'12\" mix'"
    assert quoted("rock'n'roll") == "\"rock'n'roll\""
    assert "\0" not in quoted("a\0b")


@pytest.mark.parametrize(
    ("where", "english", "chinese"),
    [
        ("yaer > 2000", "There is no field yaer", "没有名为 yaer 的字段"),
        ("year >", "Something is missing at its end", "末尾还缺少内容"),
        ("year > > 3", "Cannot be read at character 8", "第 8 个字符处无法识别"),
        ('year > "x"', "year is a number; compare", "year 是数字；请与数字比较"),
    ],
)
def test_what_is_wrong_with_a_condition_is_said_in_both_languages(where, english, chinese) -> None:
    assert english in (condition_problem(Texts("en"), where) or "")
    assert chinese in (condition_problem(Texts("zh"), where) or "")


@pytest.mark.parametrize("where", ["", "  ", 'tags contains "雨"'])
def test_a_condition_that_can_be_read_has_no_problem(where: str) -> None:
    assert condition_problem(Texts("en"), where) is None
