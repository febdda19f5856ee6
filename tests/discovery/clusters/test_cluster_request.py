"""What can be asked for."""

import pytest

from tunescape.discovery.clusters.request import PRESETS, ClusterRequest, ks_to_score, parse_k
from tunescape.discovery.space import SPACES
from tunescape.errors import DiscoveryError


@pytest.mark.parametrize(
    ("text", "expected"),
    [("auto", None), (" AUTO ", None), ("6", (6, 6)), ("5-13", (5, 13)), ("5 – 13", (5, 13))],
)
def test_k_is_read(text: str, expected: tuple[int, int] | None) -> None:
    assert parse_k(text) == expected


@pytest.mark.parametrize("text", ["", "many", "-3", "2.5", "5-", "3-4-5"])
def test_what_is_no_number_of_clusters_is_refused(text: str) -> None:
    with pytest.raises(DiscoveryError, match="--k cannot be"):
        parse_k(text)


@pytest.mark.parametrize(
    "wrong",
    [{"k": (1, 1)}, {"k": (0, 4)}, {"k": (9, 5)}, {"components": 0}, {"algorithm": "dbscan"}],
)
def test_a_request_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DiscoveryError):
        ClusterRequest(**wrong)  # type: ignore[arg-type]


def test_what_is_tried() -> None:
    assert list(ks_to_score(ClusterRequest(), n_different=400)) == list(range(2, 13))
    assert list(ks_to_score(ClusterRequest(), n_different=20)) == [2, 3, 4, 5]
    assert list(ks_to_score(ClusterRequest(), n_different=9)) == []
    assert list(ks_to_score(ClusterRequest(k=(15, 15)), n_different=20)) == [2, 3, 4, 5, 15]
    assert list(ks_to_score(ClusterRequest(k=(5, 13)), n_different=9)) == [5, 6, 7, 8]


def test_the_study_is_a_preset() -> None:
    request = PRESETS["douyin"]
    assert (request.k, request.components, request.algorithm) == ((5, 13), 2, "kmeans")
    names = "amp10mean amp10std amp10skew amp10dstd amp10dskew amp10dkurt amp100mean amp100std amp100dstd "
    names += "amp1000mean power2 power3 power4 power5 power6 power7 power8 power9"
    (block,) = SPACES[request.space].blocks
    assert block.feature_set == "statistical"
    assert list(block.dimensions) == names.split()
    assert block.columns.tolist() == [8, 9, 10, 13, 14, 15, 16, 17, 21, 24, *range(33, 41)]
