"""What the card of a cluster says of genres."""

import pytest

from tunescape.interfaces.web.pages.clusters.card import genres_said
from tunescape.interfaces.web.pages.clusters.overview import ClusterView
from tunescape.interfaces.web.texts import Texts

Genres = tuple[tuple[str | None, int], ...]


def cluster(genres: Genres, size: int) -> ClusterView:
    return ClusterView(1, "loud", size, "#0072b2", (), (), genres, ())


@pytest.mark.parametrize(
    ("genres", "english", "chinese"),
    [
        (
            (("Classical", 2), ("Jazz", 1), (None, 15)),
            "Classical 11%, Jazz 6% of all 18; a genre is known of 3",
            "Classical 11%, Jazz 6%（占全部 18 首；已知流派的有 3 首）",
        ),
        ((("Jazz", 12), ("Rock", 6)), "Jazz 67%, Rock 33%", "Jazz 67%, Rock 33%"),
    ],
)
def test_shares_say_of_how_many_a_genre_is_known(genres: Genres, english: str, chinese: str) -> None:
    assert genres_said(Texts("en"), cluster(genres, 18)) == english
    assert genres_said(Texts("zh"), cluster(genres, 18)) == chinese
