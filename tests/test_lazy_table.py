"""A table that looks further only when it has to, and once."""

from collections.abc import Mapping

import pytest

from tunescape.lazy_table import LazyTable


@pytest.fixture
def asked() -> list[tuple[str, ...]]:
    return []


@pytest.fixture
def table(asked: list[tuple[str, ...]]) -> LazyTable[int]:
    def more(known: Mapping[str, int]) -> dict[str, int]:
        asked.append(tuple(known))
        return {"one": 100, "two": 2}

    return LazyTable({"one": 1}, more)


def test_what_is_known_is_found_without_looking_further(
    table: LazyTable[int], asked: list[tuple[str, ...]]
) -> None:
    assert table["one"] == 1
    assert "one" in table
    assert asked == []


def test_what_is_missing_is_looked_up_once(table: LazyTable[int], asked: list[tuple[str, ...]]) -> None:
    assert table["two"] == 2
    assert "three" not in table
    with pytest.raises(KeyError):
        table["three"]
    assert asked == [("one",)]


def test_all_are_those_that_are_known_first(table: LazyTable[int]) -> None:
    assert list(table.items()) == [("one", 1), ("two", 2)]
    assert len(table) == 2
    assert dict(table) == {"one": 1, "two": 2}


def test_it_can_be_changed(table: LazyTable[int]) -> None:
    table["zero"] = 0
    del table["one"]
    assert list(table) == ["zero", "one", "two"]
