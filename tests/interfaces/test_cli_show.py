"""``tunescape show`` tells how loud a track is."""

from collections.abc import Callable

from shelf import Outcome

Run = Callable[..., Outcome]


def test_loudness_is_told(tunescape: Run) -> None:
    document = tunescape("show", "夜曲", "--json").document
    assert document["loudness_lufs"] == document["track"]["loudness_lufs"]
    told = f"{document['loudness_lufs']:.1f} LUFS, true peak {document['true_peak_db']:+.1f} dB"
    assert f"loudness     {told}" in tunescape("show", "夜曲").err
