"""The dial for rhythm changes its weight, and nothing else."""

from collections.abc import Callable

import numpy as np
import pytest

from tunescape.discovery.neighbours import similar
from tunescape.discovery.rhythm_dial import turn_rhythm
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import RHYTHM_WEIGHT, SPACES, Space, parse_space, space_matrix
from tunescape.errors import DiscoveryError
from tunescape.library.records import Description
from tunescape.library.store import Library

DEFAULT = SPACES["default"]


def test_one_changes_nothing() -> None:
    assert turn_rhythm(DEFAULT, 1.0) is DEFAULT
    assert turn_rhythm(SPACES["statistical"], 1.0) is SPACES["statistical"]


def test_nought_leaves_timbre() -> None:
    assert turn_rhythm(DEFAULT, 0.0).blocks == SPACES["timbre"].blocks


@pytest.mark.parametrize("amount", [0.3, 2.0])
def test_the_share_of_rhythm_follows_the_amount(amount: float, invent: Callable[..., Description]) -> None:
    vector = turn_rhythm(DEFAULT, amount).embed(invent(4).features)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)
    ratio = np.linalg.norm(vector[389:]) / np.linalg.norm(vector[:389])
    assert ratio == pytest.approx(amount * RHYTHM_WEIGHT / np.sqrt(2), abs=1e-5)


def test_in_the_limit_only_rhythm_counts(arc_library: Library, step: Callable[[int], Sound]) -> None:
    loud = similar(arc_library, step(0), space=turn_rhythm(DEFAULT, 1e4))
    rhythm = turn_rhythm(DEFAULT, 1e4).blocks[-1:]
    alone = similar(arc_library, step(0), space=Space("rhythm, sharp", rhythm))
    assert [match.track.track_id for match in loud] == [match.track.track_id for match in alone]


def test_every_amount_has_a_matrix_of_its_own(arc_library: Library) -> None:
    spaces = [turn_rhythm(DEFAULT, amount) for amount in (0.5, 1.0, 1.5)]
    assert len({space.recipe for space in spaces}) == 3
    first, second, third = (np.array(space_matrix(arc_library, space).rows) for space in spaces)
    assert not np.allclose(first, second)
    assert not np.allclose(second, third)
    np.testing.assert_array_equal(np.array(space_matrix(arc_library, spaces[0]).rows), first)


@pytest.mark.parametrize(
    ("space", "words"), [("statistical", "has no rhythm"), ("rhythm", "nothing but rhythm")]
)
def test_a_space_without_a_balance_is_refused(space: str, words: str) -> None:
    with pytest.raises(DiscoveryError, match=words) as refused:
        turn_rhythm(SPACES[space], 2.0)
    assert "timbre+rhythm" in (refused.value.hint or "")


def test_sums_that_have_rhythm_can_be_turned_too() -> None:
    space = turn_rhythm(parse_space("statistical+rhythm*0.5"), 2.0)
    assert [block.weight for block in space.blocks] == [1.0, 1.0]
