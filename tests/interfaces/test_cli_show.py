"""``tunescape show``: how loud a track is, and with ``--all`` every value of its feature sets."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from shelf import Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.interfaces.cli.show import _values

Run = Callable[..., Outcome]


def test_loudness_is_told(tunescape: Run) -> None:
    document = tunescape("show", "夜曲", "--json").document
    assert document["loudness_lufs"] == document["track"]["loudness_lufs"]
    told = f"{document['loudness_lufs']:.1f} LUFS, true peak {document['true_peak_db']:+.1f} dB"
    assert f"loudness     {told}" in tunescape("show", "夜曲").err


@pytest.fixture(scope="module")
def described(shelf: Shelf) -> dict[str, object]:
    """What ``show --all --json`` says of a track, made once."""
    from tunescape.discovery.sound import find_sound
    from tunescape.interfaces.feature_values import feature_values

    features, warnings = feature_values(shelf.library, find_sound(shelf.library, "夜曲"))
    assert warnings == []
    return {feature_set["name"]: feature_set for feature_set in features}


def test_all_values_have_names_units_and_segments(described: dict, shelf: Shelf) -> None:
    assert list(described) == [FEATURE_SETS[name].id for name in resolve_feature_sets("all")]
    (track,) = (track for track in shelf.library.tracks() if track.title == "夜曲")
    for name in resolve_feature_sets("all"):
        declared = FEATURE_SETS[name]
        shown = described[declared.id]
        assert shown["stored"] == declared.by_default
        assert (shown["units"], shown["summary"]) == (declared.units, declared.summary)
        assert tuple(shown["values"]) == declared.dimensions
        assert {len(value["segments"]) for value in shown["values"].values()} == {shown["segments"]}
        stored = shelf.library.feature_matrix(track.track_id, name, version=declared.version)
        if stored is None:
            continue
        segments = np.array([value["segments"] for value in shown["values"].values()])
        np.testing.assert_allclose(segments, stored.T, rtol=1e-6)
        if declared.dtype != "uint32":
            means = [value["mean"] for value in shown["values"].values()]
            np.testing.assert_allclose(means, stored.mean(axis=0, dtype=float), rtol=1e-6, atol=1e-30)


def test_bits_have_no_mean(described: dict) -> None:
    assert {value["mean"] for value in described["fingerprint@1"]["values"].values()} == {None}
    assert "--json shows them" in _values(described["fingerprint@1"], 80)[-1]


def test_waveform_is_heard_and_not_stored(tunescape: Run, shelf: Shelf, described: dict) -> None:
    revision = shelf.library.revision()
    document = tunescape("show", "夜曲", "--all", "--json").document
    assert document.keys() == {*tunescape("show", "夜曲", "--json").document, "features"}
    assert document["features"] == list(described.values())
    assert document["feature_sets"] == [FEATURE_SETS[name].id for name in resolve_feature_sets("default")]
    assert shelf.library.revision() == revision
    waveform = described["waveform@1"]["values"]
    time = {name: value["mean"] for name, value in waveform.items()}
    assert time["time.range"] == pytest.approx(time["time.maximum"] - time["time.minimum"], rel=1e-5)
    assert 1 < time["time.crest_factor"] < 100
    assert time["frequency.mean"] < time["frequency.rms"] < 11_025


def test_all_values_are_shown_for_the_eye(tunescape: Run, described: dict) -> None:
    outcome = tunescape("show", "夜曲", "--all")
    assert (outcome.code, outcome.out) == (0, "")
    assert "waveform@1: 44 statistics" in outcome.err
    assert "(heard now, not stored)" in outcome.err
    crest = described["waveform@1"]["values"]["time.crest_factor"]["mean"]
    assert f"{crest:.5g}" in next(line for line in outcome.err.splitlines() if "time.crest_factor" in line)
    assert max(len(line) for line in outcome.err.splitlines() if line.startswith("  mfcc")) <= 120
    assert "waveform@1" not in tunescape("show", "夜曲").err


@pytest.mark.parametrize("width", [1, 40, 80, 300])
def test_columns_hold_every_value_once_whatever_the_width(described: dict, width: int) -> None:
    lines = _values(described["waveform@1"], width)[3:]
    assert (
        sum(line.count("time.") + line.count("difference") + line.count("frequency.") for line in lines) == 44
    )
    assert width < 45 or max(map(len, lines)) <= width


def test_a_file_outside_the_library_has_all_values(
    tunescape: Run, tmp_path: Path, play: Callable[..., Signal]
) -> None:
    path = tmp_path / "新歌.wav"
    write_audio(path, play(9, seconds=1.0))
    document = tunescape("show", path, "--all", "--json").document
    assert [(row["name"], row["stored"]) for row in document["features"]] == [
        (FEATURE_SETS[name].id, False) for name in resolve_feature_sets("all")
    ]
    assert len(tunescape("similar", path, "--space", "waveform", "--json").err) > 0


def test_what_cannot_be_heard_any_more_is_a_warning(
    tunescape: Run, copied: Shelf, play: Callable[..., Signal], tmp_path: Path
) -> None:
    gone = tmp_path / "gone.wav"
    write_audio(gone, play(8, seconds=1.0), tags={"title": "Gone"})
    library = ("--library", copied.library_path)
    assert tunescape("analyze", gone, "--jobs", "1", *library).code == 0
    gone.unlink()
    outcome = tunescape("show", "Gone", "--all", "--json", *library)
    assert outcome.code == 0
    (warning,) = outcome.document["warnings"]
    assert warning.startswith("chords@2, ")
    assert "waveform@1, filterbank-mel@1, " in warning
    assert ": not stored, and cannot be heard now: " in warning
    assert str(gone) in warning
    assert [row["name"] for row in outcome.document["features"]] == outcome.document["feature_sets"]


def test_stored_on_request_it_is_a_feature_set_like_any_other(tunescape: Run, copied: Shelf) -> None:
    library = ("--library", copied.library_path)
    song = copied.path("🎵.mp3")
    more = copied.path("moon.m4a")
    run = tunescape(
        "analyze", song, more, "--features", "waveform", "--jobs", "1", "--json", *library
    ).document
    assert (run["analyzed"], run["unchanged"]) == (2, 0)
    status = tunescape("status", "--json", *library).document
    assert {row["name"]: row["tracks"] for row in status["feature_sets"]}["waveform@1"] == 2
    features = tunescape("show", song, "--all", "--json", *library).document["features"]
    heard = {row["name"].partition("@")[0] for row in features if not row["stored"]}
    assert heard <= {name for name, one in FEATURE_SETS.items() if not one.by_default} - {"waveform"}
    assert [
        row["path"] for row in tunescape("similar", song, "--space", "waveform", "--json", *library).document
    ] == [more]
    # what is not asked for by default is neither missing nor stale
    again = tunescape("analyze", song, more, "--jobs", "1", "--json", *library).document
    assert (again["analyzed"], again["unchanged"]) == (0, 2)
    table = copied.library_path / "waveform.csv"
    assert tunescape("export", "waveform", "-o", table, "--json", *library).document["rows"] == 2
