"""A playlist in the making: every step, and the way back."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.interfaces.web.pages.playlist.board import Board
from tunescape.interfaces.web.pages.playlist.draft import Desk, Draft
from tunescape.interfaces.web.services.recipes import LONGEST, Recipe

A, B, C, D = (letter * 32 for letter in "abcd")
DRAFT = Draft(track_ids=(A, B, C), saved=True, playlist_id=7, name="Mine")


def test_what_one_does_by_hand_is_noted() -> None:
    for changed in (DRAFT.moved(0, 2), DRAFT.without(1), DRAFT.replaced(0, D), DRAFT.joined([D])):
        assert changed.by_hand
        assert not changed.saved
        assert changed.playlist_id == 7
    assert DRAFT.track_ids == (A, B, C)


def test_nothing_done_changes_nothing() -> None:
    assert DRAFT.moved(1, 1) is DRAFT
    assert DRAFT.joined([A, C]) is DRAFT
    assert DRAFT.wanting(DRAFT.recipe) is DRAFT


@given(st.integers(0, 2), st.integers(-5, 9))
def test_a_moved_track_stands_where_it_was_put(start: int, end: int) -> None:
    moved = DRAFT.moved(start, end)
    assert sorted(moved.track_ids) == sorted(DRAFT.track_ids)
    assert moved.track_ids[max(0, min(end, 2))] == DRAFT.track_ids[start]


def test_what_was_taken_out_does_not_come_back_by_itself() -> None:
    changed = DRAFT.without(0).replaced(0, D)
    assert changed.track_ids == (D, C)
    assert changed.rejected == {A, B}
    assert changed.grown([A, B, A]).rejected == frozenset()
    assert changed.grown([A, B, A]).track_ids == (A, B)


def test_steps_are_taken_back() -> None:
    desk = Desk()
    assert not desk.put(Draft())
    desk.put(DRAFT)
    desk.put(DRAFT.without(0))
    desk.undo()
    assert desk.draft == DRAFT
    desk.undo()
    desk.undo()
    assert desk.draft == Draft()


def test_many_steps_are_not_kept_for_ever() -> None:
    desk = Desk()
    for n in range(100):
        desk.put(Draft(recipe=Recipe(n=n + 1)))
    assert len(desk.steps) == 30


def test_what_was_before_a_saved_one_is_not_saved() -> None:
    desk = Desk()
    desk.put(DRAFT)
    desk.put(DRAFT.without(0))
    desk.keep(7, "Mine", 1.0)
    assert desk.draft.saved
    desk.undo()
    assert not desk.draft.saved
    assert desk.draft.playlist_id == 7


def test_a_deleted_playlist_becomes_a_new_one() -> None:
    desk = Desk()
    desk.put(DRAFT)
    desk.put(DRAFT.without(0))
    desk.forget(7)
    desk.undo()
    assert desk.draft.playlist_id is None
    assert not desk.draft.saved


def test_a_recipe_outlives_being_kept() -> None:
    recipe = Recipe(
        seeds=(A,), minus=(B,), to=C, n=40, max_per_artist=0, diversity=0.4, space="x", rhythm=0.5
    )
    assert Recipe.read(recipe.document()) == recipe


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"seeds": "abc", "minus": 3, "to": [], "n": "many", "space": None, "diversity": float("nan")},
        {"seeds": ["/etc/passwd", 5, "A" * 32], "to": "../x", "n": True, "rhythm": None},
    ],
)
def test_what_makes_no_sense_of_a_kept_recipe_is_left_out(rubbish: dict[str, object]) -> None:
    assert Recipe.read(rubbish) == Recipe()


def test_numbers_of_a_kept_recipe_stay_within_bounds() -> None:
    recipe = Recipe.read({"n": 10**9, "diversity": -3, "rhythm": 99, "max_per_artist": -1})
    assert (recipe.n, recipe.diversity, recipe.rhythm, recipe.max_per_artist) == (LONGEST, 0, 2, 0)


@pytest.mark.parametrize("act", ["clear", "undo", "want"])
def test_what_is_done_while_a_playlist_grows_is_what_counts(
    act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "nicegui.ui.element", lambda _tag: SimpleNamespace(set_visibility=bool, is_deleted=False)
    )
    grown = asyncio.Event()

    async def read(*_: Any) -> Any:
        await grown.wait()
        return SimpleNamespace(tracks=[SimpleNamespace(track=SimpleNamespace(track_id=D))])

    async def meanwhile() -> Board:
        page: Any = SimpleNamespace(read=read, state=SimpleNamespace(library=None))
        board = Board(page, Desk())
        growing = asyncio.create_task(board.grow(Recipe(seeds=(A,))))
        await asyncio.sleep(0)  # it asks
        steps: dict[str, Callable[[], Any]] = {
            "clear": board.clear,
            "undo": board.undo,
            "want": lambda: board.want(Recipe()),
        }
        await steps[act]()
        grown.set()
        await growing
        return board

    board = asyncio.run(meanwhile())
    assert (board.draft.track_ids, board.recipe.seeds, board.busy) == ((), (), False)
