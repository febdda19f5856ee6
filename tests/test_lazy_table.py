"""A table that looks further only when it has to, and once."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait

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


def test_who_asks_while_it_is_looked_up_waits_for_it() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def more(known: Mapping[str, int]) -> dict[str, int]:
        begun.set()
        assert go_on.wait(60)
        return {"two": 2}

    table = LazyTable({"one": 1}, more)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(table.__getitem__, "two")
        assert begun.wait(60)
        second = pool.submit(table.__getitem__, "two")
        # whoever does not wait for the first has an answer by now, and a wrong one
        assert not wait([second], timeout=0.2).done
        go_on.set()
        assert (first.result(60), second.result(60)) == (2, 2)


def test_a_look_that_failed_is_taken_again(asked: list[tuple[str, ...]]) -> None:
    def more(known: Mapping[str, int]) -> dict[str, int]:
        asked.append(tuple(known))
        if len(asked) == 1:
            raise OSError("not now")
        return {"two": 2}

    table = LazyTable({"one": 1}, more)
    with pytest.raises(OSError, match="not now"):
        table["two"]
    assert table["two"] == 2


def test_what_looks_further_may_ask_the_table_itself() -> None:
    def more(known: Mapping[str, int]) -> dict[str, int]:
        return {"two": 2 * table["one"], "how many": len(table)}

    table = LazyTable({"one": 1}, more)
    assert dict(table) == {"one": 1, "two": 2, "how many": 1}
