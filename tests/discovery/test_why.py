"""The parts of a similarity are what they say, and add up to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.discovery import topics as topics_module
from tunescape.discovery.meaning import Activations, activations
from tunescape.discovery.neighbours import similar
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.sound import Sound, find_sound
from tunescape.discovery.space import SPACES, Block, Space, parse_space, zscore_statistics
from tunescape.discovery.topics import Topic, dimension_topics
from tunescape.discovery.why import explain_matches, parts_of_cosine
from tunescape.features.embeddings.musicnn import TAGS
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

PLANE = Space("plane", (Block("rhythm", ("a", "b", "c"), 1.0), Block("tonality", ("d",), 1.0)))


def unit(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.array(values, np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def test_parts_are_sums_of_products() -> None:
    a, b = np.array([0.5, -0.5, 0.1, 0.7], np.float32), np.array([0.2, -0.4, -0.5, 0.5], np.float32)
    topics = [Topic("x", "more x", "less x"), Topic("x", "more x", "less x", -1), Topic("y"), Topic("z")]
    rhythm, tonality = parts_of_cosine(a, b, space=PLANE, topics=topics)
    assert [(part.name, part.both) for part in rhythm.parts] == [("x", "more x"), ("y", "")]
    assert [part.contribution for part in rhythm.parts] == pytest.approx([0.3, -0.05])
    assert rhythm.contribution == pytest.approx(0.25)
    assert tonality.contribution == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        ([1.0, 0.0, 0, 0], [1.0, 0.0, 0, 0], "more x"),
        ([-1.0, 0.0, 0, 0], [-1.0, 0.0, 0, 0], "less x"),
        ([0.0, -1.0, 0, 0], [0.0, -1.0, 0, 0], "more x"),
        ([1.0, 1.0, 0, 0], [1.0, 1.0, 0, 0], ""),
        ([1.0, 0.0, 0, 0], [-1.0, 0.0, 0, 0], ""),
    ],
)
def test_it_is_said_of_both_only_what_is_true_of_both(a: list[float], b: list[float], both: str) -> None:
    topics = [Topic("x", "more x", "less x"), Topic("x", "more x", "less x", -1), Topic("y"), Topic("z")]
    rhythm, _ = parts_of_cosine(unit(a), unit(b), space=PLANE, topics=topics)
    assert next(part for part in rhythm.parts if part.name == "x").both == both


@given(st.integers(0, 2**32 - 1))
def test_contributions_add_up_to_the_cosine(seed: int) -> None:
    rng = np.random.default_rng(seed)
    space = parse_space("default*0.3+rhythm+statistical*2")
    n = len(space.dimensions)
    a, b = (unit(rng.normal(size=n).tolist()) for _ in range(2))
    topics = [Topic(str(number)) for number in rng.integers(0, 9, n)]
    blocks = parts_of_cosine(a, b, space=space, topics=topics)
    assert tuple(block.feature_set for block in blocks) == space.feature_sets
    total = sum(block.contribution for block in blocks)
    assert total == pytest.approx(float(a.astype(np.float64) @ b.astype(np.float64)), abs=1e-12)
    for block in blocks:
        assert len({part.name for part in block.parts}) == len(block.parts)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    """Forty tracks; inner dimension 1 rises with jazz. Tracks 0 and 1 are jazz, and alike in nothing else."""
    mean, std = zscore_statistics("musicnn")
    found = []
    for i in range(40):
        described = invent(
            i, f"/music/{i:02d}.flac", estimates={"tags": ["jazz", "blues"] if i < 2 else ["pop"]}
        )
        # invented loudness is often that of silence, of which nothing is known
        del described.features["loudness"]
        z = described.features["musicnn"].mean(axis=0, keepdims=True)
        z[:, : len(TAGS)] = 0.0
        z[:, [TAGS.index("jazz"), len(TAGS)]] = 12.0 if i < 2 else -1.0 + i / 40
        described.features["musicnn"] = np.repeat(z * std + mean, 4, axis=0)
        found.append(described)
    library = Library(tmp_path_factory.mktemp("why"), create=True)
    write_batch(library, found, segmentation="4x15")
    return library


def test_a_sentence_says_what_two_tracks_share(library: Library, invent: Callable[..., Description]) -> None:
    sound = find_sound(library, invent(0).track_id)
    space = find_space(library, "musicnn")
    matches = similar(library, sound, n=3, space=space)
    assert matches[0].track.track_id == invent(1).track_id
    reasons = explain_matches(library, sound, matches, space=space)
    for match, reason in zip(matches, reasons, strict=True):
        assert reason.similarity == pytest.approx(match.similarity, abs=1e-6)
        total = sum(part.contribution for block in reason.blocks for part in block.parts)
        assert total == pytest.approx(reason.similarity, abs=1e-12)
    best = reasons[0]
    assert best.blocks[0].parts[0].name == "tag “jazz”"
    assert best.blocks[0].parts[0].contribution > 0.5 * best.similarity
    assert best.shared_tags == ("jazz", "blues")
    assert "from musicnn, both being more “jazz”" in best.sentence
    assert best.sentence.endswith("; both sound like jazz, blues.")
    assert best.caution is None


def test_dimensions_without_a_name_get_one_only_from_enough_tracks(
    library: Library, tmp_path: Path, invent: Callable[..., Description]
) -> None:
    assert dimension_topics(library, SPACES["default"])[0].name == "tag “jazz”"
    few = Library(tmp_path, create=True)
    write_batch(few, [invent(i, f"/music/{i}.flac") for i in range(3)], segmentation="4x15")
    assert {topic.name for topic in dimension_topics(few, SPACES["default"])[:200]} == {"what has no name"}
    sound: Sound = find_sound(few, invent(0).track_id)
    reasons = explain_matches(
        few, sound, similar(few, sound, space=SPACES["default"]), space=SPACES["default"]
    )
    assert "only 3 tracks" in (reasons[0].caution or "")


def test_a_tag_in_a_space_speaks_of_itself(library: Library) -> None:
    space = SPACES["musicnn"]
    topics = dict(zip(space.dimensions, dimension_topics(library, space), strict=True))
    rock = topics["musicnn:tag.rock"]
    assert (rock.name, rock.more, rock.less, rock.sign) == ("tag “rock”", "more “rock”", "less “rock”", 1)


def test_what_dimensions_go_with_is_learnt_once_for_each_state_of_the_library(
    tmp_path: Path, invent: Callable[..., Description], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path, create=True)
    write_batch(library, [invent(i, f"/music/{i}.flac") for i in range(12)], segmentation="4x15")
    learnt = []

    def activated(*args: Any, **given: Any) -> Activations:
        learnt.append(given["track_ids"])
        return activations(*args, **given)

    monkeypatch.setattr(topics_module, "activations", activated)
    space = SPACES["default"]
    first = dimension_topics(library, space)
    assert dimension_topics(library, space) == first
    assert len(learnt) == 1
    (kept,) = library.cache_path.glob("topics.*.json")
    kept.write_text("[[1, 2]]")  # damaged
    assert dimension_topics(library, space) == first
    assert len(learnt) == 2
    write_batch(library, [invent(100, "/music/new.flac")], segmentation="4x15")
    dimension_topics(library, space)
    assert len(learnt) == 3
    assert len(list(library.cache_path.glob("topics.*.json"))) == 1


def test_of_many_tracks_a_sample_is_enough(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    n_tracks = len(library.track_ids())
    monkeypatch.setattr(topics_module, "MOST_SAMPLED", n_tracks // 2 + 1)
    assert dimension_topics(library, SPACES["default"])[0].name == "tag “jazz”"
