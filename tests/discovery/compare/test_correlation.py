"""What goes with a number that is known of each track."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from two_folders import Folders

from tunescape.discovery.compare.correlation import NUMERIC_COLUMNS, CorrelationTable, correlate
from tunescape.discovery.compare.correlation_sentences import summarise_correlations
from tunescape.discovery.compare.groups import find_group
from tunescape.discovery.compare.measures import MEASURES
from tunescape.discovery.compare.notes import notes_of_correlations
from tunescape.discovery.compare.track_measures import measures_of, track_measures
from tunescape.discovery.compare.words import LANGUAGES, Language
from tunescape.errors import DiscoveryError, QueryError


def test_newer_tracks_start_quieter_here(folders: Folders) -> None:
    # the first 12 years are the hot ones
    table = correlate(folders.library, str(folders.music), "year")
    found = {one.measure.name: one for one in table.significant}
    assert set(found) == {"intro.loudness_lufs", "intro.tempo_bpm", "intro.tag.dance"}
    tracks = folders.library.tracks()
    x = measures_of(track_measures(folders.library), [track.track_id for track in tracks])
    loudness = x[:, [measure.name for measure in MEASURES].index("intro.loudness_lufs")]
    reference = spearmanr(loudness, [track.year for track in tracks]).statistic
    assert found["intro.loudness_lufs"].rho == pytest.approx(reference)
    (sentence,) = summarise_correlations(table)
    assert sentence.startswith("The newer a track is, the quieter (ρ −0.")
    assert "the less “dance”" in sentence
    assert sentence.endswith(" it starts.")
    assert summarise_correlations(table, lang="zh")[0].startswith("年份越新，开头响度越低（ρ −0.")
    assert notes_of_correlations(table)[0] == f"“{folders.music.name}”: the year is known of 24 of 24 tracks."


def test_where_nothing_goes_with_it_one_sentence_says_so(folders: Folders) -> None:
    table = correlate(folders.library, folders.path("hot"), "duration_s")
    assert table.significant == ()
    (sentence,) = summarise_correlations(table)
    assert sentence.startswith("Nothing in the sound goes with the length more than by chance (12 tracks")
    assert "没有任何一项" in summarise_correlations(table, lang="zh")[0]


@pytest.mark.parametrize("column", NUMERIC_COLUMNS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_names_a_column_of_the_table(folders: Folders, column: str, lang: Language) -> None:
    group = find_group(folders.library, str(folders.music))
    rows = correlate(folders.library, group, "year").correlations
    for table in (
        CorrelationTable(group, column, 24, (), {}),
        CorrelationTable(group, column, 24, rows, {}),
    ):
        said = [*summarise_correlations(table, lang=lang), *notes_of_correlations(table, lang=lang)]
        bare = [one.replace(group.name, "") for one in said]
        # in English “year” and “users” are words, too
        assert not [one for one in bare if "_" in one or (lang == "zh" and column in one)]


def test_a_measure_is_not_correlated_with_itself(folders: Folders) -> None:
    table = correlate(folders.library, str(folders.music), "tempo_bpm")
    assert not [one for one in table.correlations if one.measure.quantity.name == "tempo_bpm"]


def test_chart_columns_are_numbers() -> None:
    assert {"rank", "users", "users_gained", "year"} <= set(NUMERIC_COLUMNS)
    assert "title" not in NUMERIC_COLUMNS


@pytest.mark.parametrize(
    ("column", "words"),
    [("title", "is no number"), ("tags", "is no number"), ("popularity", "there is no column popularity")],
)
def test_a_column_that_is_no_number_is_refused(folders: Folders, column: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        correlate(folders.library, str(folders.music), column)


def test_a_column_that_says_nothing_is_refused(folders: Folders) -> None:
    with pytest.raises(DiscoveryError, match="users is known of 0 of the 24 tracks"):
        correlate(folders.library, str(folders.music), "users")
    with pytest.raises(DiscoveryError, match="known of 3 of the 3"):
        correlate(folders.library, "year < 2003", "year")


def test_the_order_is_by_certainty(folders: Folders) -> None:
    rows = correlate(folders.library, str(folders.music), "year").correlations
    assert np.all(np.diff([one.p_adjusted for one in rows]) >= 0)
    assert all(one.ci_low <= one.rho <= one.ci_high for one in rows)
