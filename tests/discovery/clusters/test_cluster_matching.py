"""Recognising clusters by the tracks they share."""

from hypothesis import given
from hypothesis import strategies as st

from tunescape.discovery.clusters.matching import match_clusters, number_clusters


def test_the_same_clusters_keep_their_labels_in_whatever_order() -> None:
    old = {"a": 3, "b": 3, "c": 7, "d": 7, "e": 1}
    assert match_clusters(old, [["c", "d"], ["e"], ["b", "a", "new"]]) == [7, 1, 3]


def test_tracks_that_are_new_or_gone_do_not_count() -> None:
    old = dict.fromkeys("abcd", 1) | dict.fromkeys("xyz", 2)
    assert match_clusters(old, [["a", "b", "n1", "n2", "n3"], ["x", "n4"]]) == [1, 2]


def test_a_cluster_that_fell_apart_is_the_larger_half() -> None:
    old = dict.fromkeys("abcdefg", 1)
    assert match_clusters(old, [list("abcde"), list("fg")]) == [1, None]
    # cut in three, none of the pieces is the old one
    assert match_clusters(old, [list("abc"), list("de"), list("fg")]) == [None, None, None]


def test_the_assignment_is_best_on_the_whole() -> None:
    # taken greedily, the first would get 1, and the second nothing
    old = dict.fromkeys("abcd", 1) | dict.fromkeys("ef", 2)
    assert match_clusters(old, [["e", "f", "a"], ["b", "c", "d"]]) == [2, 1]


def test_free_numbers_are_filled() -> None:
    assert number_clusters([None, 2, None, 5]) == [1, 2, 3, 5]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.permutations(range(5)))
def test_a_new_order_of_the_same_clusters_changes_nothing(labels: list[int], order: list[int]) -> None:
    old = {str(i): label + 1 for i, label in enumerate(labels)}
    groups = {label: [one for one, other in old.items() if other == label] for label in set(old.values())}
    new = sorted(groups.items(), key=lambda item: order[item[0] - 1])
    matched = match_clusters(old, [members for _, members in new])
    assert matched == [label for label, _ in new]
    assert number_clusters(matched) == matched


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 4)),
    st.lists(st.sets(st.text("abcdef", min_size=1, max_size=2)), max_size=5),
)
def test_no_label_is_given_twice(old: dict[str, int], new: list[set[str]]) -> None:
    seen: set[str] = set()
    parted = []
    for members in new:
        parted.append(sorted(members - seen))
        seen |= members
    numbers = number_clusters(match_clusters(old, parted))
    assert len(set(numbers)) == len(parted)
    assert all(number >= 1 for number in numbers)
