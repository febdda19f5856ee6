"""Two groups are compared, and what is found is said; what is not found is not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from two_folders import Folders

from tunescape.discovery.compare.comparison import Comparison, compare_groups
from tunescape.discovery.compare.groups import Group
from tunescape.discovery.compare.measures import MEASURES
from tunescape.discovery.compare.notes import notes_of_comparison
from tunescape.discovery.compare.sentences import joined, summarise
from tunescape.discovery.compare.track_measures import measures_of, track_measures
from tunescape.errors import DiscoveryError
from tunescape.features import intro
from tunescape.library.ingest import analyze
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch
from tunescape.settings import AnalysisSettings


@pytest.fixture(scope="module")
def hot_against_cold(folders: Folders) -> Comparison:
    return compare_groups(folders.library, folders.path("hot"), folders.path("cold"))


def test_what_differs_is_found_and_nothing_else(hot_against_cold: Comparison) -> None:
    found = {one.measure.name: one for one in hot_against_cold.significant}
    assert set(found) == {"intro.loudness_lufs", "intro.tempo_bpm", "intro.tag.dance"}
    louder = found["intro.loudness_lufs"]
    assert louder.mean_a - louder.mean_b == pytest.approx(3, abs=0.5)
    assert (louder.n_a, louder.n_b, louder.effect_size, louder.ci_high) == (12, 12, 1, 1)
    assert 0.5 < louder.ci_low < 1


def test_a_creator_is_told(hot_against_cold: Comparison) -> None:
    (sentence,) = summarise(hot_against_cold)
    assert sentence.startswith("Beside “cold”, “hot” starts ")
    assert "dB louder (−9" in sentence
    assert "11 BPM faster (127 against 116 BPM)" in sentence
    assert "more “dance” (0.31 against 0.08)" in sentence
    (chinese,) = summarise(hot_against_cold, lang="zh")
    assert chinese.startswith("与“cold”相比，“hot”一开头响度高 ")
    assert "速度快 11 BPM（127 对 116 BPM）" in chinese
    assert "“舞曲”感更强（0.31 对 0.08）" in chinese


def test_the_other_way_round_says_the_opposite(folders: Folders) -> None:
    turned = compare_groups(folders.library, folders.path("cold"), folders.path("hot"))
    (sentence,) = summarise(turned)
    assert "quieter" in sentence
    assert "slower" in sentence
    assert "less “dance”" in sentence


def test_where_nothing_differs_one_sentence_says_so(folders: Folders) -> None:
    both = sorted(track.track_id for track in folders.library.tracks(limit=12))
    groups = [Group("one", frozenset(both[::2])), Group("other", frozenset(both[1::2]))]
    comparison = compare_groups(folders.library, *groups)
    assert comparison.significant == ()
    (sentence,) = summarise(comparison)
    assert sentence.startswith("Nothing sets “one” and “other” apart more than by chance (6 and 6 tracks")
    assert "没有超出偶然的差异" in summarise(comparison, lang="zh")[0]


def test_the_seed_decides(folders: Folders) -> None:
    groups = (folders.path("hot"), folders.path("cold"))
    first, again, other = (compare_groups(folders.library, *groups, seed=seed) for seed in (1, 1, 2))
    assert first.differences == again.differences
    assert first.differences != other.differences


def test_two_against_two_is_too_little_and_said(folders: Folders) -> None:
    ids = [track.track_id for track in folders.library.tracks()]
    pair = Group("a", frozenset(ids[:2])), Group("b", frozenset(ids[-2:]))
    comparison = compare_groups(folders.library, *pair)
    assert comparison.too_small
    (sentence,) = summarise(comparison)
    assert sentence == "With 2 and 2 tracks no difference can be told from chance: compare at least 4 with 4."


def test_one_track_is_refused(folders: Folders) -> None:
    ids = [track.track_id for track in folders.library.tracks()]
    with pytest.raises(DiscoveryError, match="'one' holds a single track"):
        compare_groups(folders.library, Group("one", frozenset(ids[:1])), "rest")
    overlapping = [Group("a", frozenset(ids[:4])), Group("b", frozenset(ids[1:6]))]
    with pytest.raises(DiscoveryError, match="beside the 3 that are in both"):
        compare_groups(folders.library, *overlapping)


def test_identical_tracks_do_not_differ(tmp_path: Path, invent: Callable[..., Description]) -> None:
    library = Library(tmp_path / "library", create=True)
    same = invent(0).features
    write_batch(
        library,
        [invent(i, f"/m/{'ab'[i % 2]}/{i}.mp3", features=same) for i in range(10)],
        segmentation="4x15",
    )
    comparison = compare_groups(library, 'path contains "/a/"', "rest")
    assert comparison.significant == ()
    assert {one.p_value for one in comparison.differences} == {1.0}
    assert {one.effect_size for one in comparison.differences} == {0.0}


def test_a_library_that_never_heard_the_beginnings_says_so(
    tmp_path: Path, invent: Callable[..., Description]
) -> None:
    library = Library(tmp_path / "library", create=True)
    old = [invent(i, f"/m/{'ab'[i % 2]}/{i}.mp3") for i in range(10)]
    for described in old:
        del described.features["intro"]
    write_batch(library, old, segmentation="4x15")
    comparison = compare_groups(library, 'path contains "/a/"', "rest")
    assert comparison.lacking == {intro.FEATURES.id: 10}
    assert not [one for one in comparison.differences if one.measure.of_intro]
    assert any("tunescape analyze FOLDER" in note for note in notes_of_comparison(comparison))
    assert any("tunescape analyze FOLDER" in note for note in notes_of_comparison(comparison, lang="zh"))


def test_notes_tell_of_what_is_in_both(folders: Folders) -> None:
    comparison = compare_groups(folders.library, "year < 2010", "year >= 2005")
    sizes, overlap, *_ = notes_of_comparison(comparison)
    assert sizes == "“year < 2010”: 5 tracks; “year >= 2005”: 14 tracks."
    assert overlap == "5 more are in both and count for neither."
    part = compare_groups(folders.library, folders.path("hot"), folders.path("."))
    assert "lies within" in notes_of_comparison(part)[1]


def test_nothing_is_known_of_silence(tmp_path: Path, invent: Callable[..., Description]) -> None:
    described = invent(0, "/m/0.mp3")
    described.features["loudness"] = np.zeros((4, 153), np.float32)
    described.features["intro"][0, 0] = -70
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [described], segmentation="4x15")
    matrix = track_measures(library)
    assert np.isnan(matrix.rows).all()
    assert np.isnan(measures_of(matrix, ["another"])).all()


def test_every_measure_has_words_in_both_languages() -> None:
    for measure in MEASURES:
        for words in measure.words.values():
            assert words.title
            assert bool(words.more) == bool(words.less)
            assert words.evidence.count("{}") == 2
        assert measure.words["zh"].more.count("{}") == bool(measure.words["zh"].more)
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


def test_lists_read_as_lists() -> None:
    assert joined(["a"], "en") == "a"
    assert joined(["a", "b", "c"], "en") == "a, b and c"
    assert joined(["a", "b"], "zh") == "a、b"


@pytest.fixture(scope="module")
def gtzan(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Library]:
    folder = shared_data / "gtzan"
    if not folder.is_dir():
        pytest.skip("no clips of GTZAN")
    library = Library(tmp_path_factory.mktemp("gtzan"), create=True)
    analyze(library, [folder], AnalysisSettings(jobs=2))
    return folder, library


@pytest.mark.slow
def test_classical_and_metal_differ_as_a_musician_would_say(gtzan: tuple[Path, Library]) -> None:
    folder, library = gtzan
    comparison = compare_groups(library, str(folder / "classical"), str(folder / "metal"))
    directions = {one.measure.name: np.sign(one.effect_size) for one in comparison.significant}
    for quieter_or_less in (
        "loudness_lufs",
        "brightness_hz",
        "tag.metal",
        "tag.heavy metal",
        "tag.hard rock",
    ):
        assert directions[quieter_or_less] == -1
        assert directions[f"intro.{quieter_or_less}"] == -1
    for more in ("tag.instrumental", "tag.ambient", "clarity_db"):
        assert directions[more] == 1
    said = " ".join(summarise(comparison))
    for words in ("dB quieter", "darker", "more “instrumental”", "“metal”"):
        assert words in said


@pytest.mark.slow
def test_random_halves_of_a_folder_differ_in_one_run_of_twenty(gtzan: tuple[Path, Library]) -> None:
    _, library = gtzan
    ids = np.array(track_measures(library).track_ids)
    rng = np.random.default_rng(0)
    claims = 0
    for run in range(200):
        chosen = rng.permutation(len(ids)) < len(ids) // 2
        halves = Group("a", frozenset(ids[chosen])), Group("b", frozenset(ids[~chosen]))
        comparison = compare_groups(library, *halves, seed=run)
        claims += summarise(comparison)[0].startswith("Beside") or bool(comparison.significant)
    low, high = binom.ppf([0.0005, 0.9995], 200, 0.05)
    assert low <= claims <= high
