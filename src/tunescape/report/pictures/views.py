"""The views there are: one table for the command line, the report and the web page."""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from tunescape.errors import PictureError
from tunescape.report.pictures.chords import draw_chords
from tunescape.report.pictures.curves import draw_bandwidth, draw_centroid, draw_rolloff, draw_zero_crossing
from tunescape.report.pictures.harmony import draw_chroma
from tunescape.report.pictures.notes import draw_note_self_similarity, draw_piano_roll
from tunescape.report.pictures.onsets import draw_onsets
from tunescape.report.pictures.pitch import draw_pitch
from tunescape.report.pictures.self_similarity import draw_self_similarity
from tunescape.report.pictures.source import PictureSource
from tunescape.report.pictures.spectrograms import draw_cqt, draw_mel, draw_spectrogram
from tunescape.report.pictures.structure import draw_structure
from tunescape.report.pictures.timbre import draw_mfcc
from tunescape.report.pictures.waveform import draw_waveform

__all__ = ["NOTE_VIEWS", "VIEWS", "View", "resolve_views", "views_of_notes"]


@dataclass(frozen=True)
class View:
    """A way to look at a sound.

    Attributes
    ----------
    name : str
        As a user types it.
    title : str
        As a picture calls it.
    summary : str
        What it shows, as a sentence without a full stop.
    draw : callable
        Draws it on an empty figure.
    """

    name: str
    title: str
    summary: str
    draw: Callable[[PictureSource, Figure], None]


VIEWS = {
    view.name: view
    for view in (
        View("waveform", "Waveform", "The samples of each channel, beside the loudest of all", draw_waveform),
        View(
            "spectrogram",
            "Spectrogram",
            "How loud each frequency is, up to half the sample rate",
            draw_spectrogram,
        ),
        View("mel", "Mel spectrogram", "The same in 216 bands, spaced as the ear hears pitch", draw_mel),
        View("cqt", "Constant-Q transform", "How loud each semitone is, over seven octaves", draw_cqt),
        View(
            "pitch", "Pitch", "The study's pitch curve, the same without loudness, and the melody", draw_pitch
        ),
        View(
            "self-similarity",
            "Self-similarity",
            "Which moments resemble which, by harmony and by timbre",
            draw_self_similarity,
        ),
        View("chroma", "Chroma", "Which of the twelve pitch classes sound", draw_chroma),
        View("chords", "Chords", "Which chords there are, over the notes that sound", draw_chords),
        View("mfcc", "MFCC", "The shape of the spectrum, apart from pitch and level", draw_mfcc),
        View(
            "zero-crossing",
            "Zero-crossing rate",
            "How often the signal changes its sign: noise and hiss often",
            draw_zero_crossing,
        ),
        View("centroid", "Spectral centroid", "The mean frequency: how bright it sounds", draw_centroid),
        View(
            "bandwidth",
            "Spectral bandwidth",
            "How far the spectrum spreads around its centroid",
            draw_bandwidth,
        ),
        View("rolloff", "Spectral roll-off", "Below which frequency 85 % of the spectrum lie", draw_rolloff),
        View("onsets", "Onsets and beats", "Where something starts, and where one would tap", draw_onsets),
        View(
            "piano-roll",
            "Piano roll",
            "The notes that are heard: melody, bass, accompaniment",
            draw_piano_roll,
        ),
        View(
            "note-self-similarity",
            "Self-similarity of notes",
            "Which moments have the same notes, and which the same tune in any key",
            draw_note_self_similarity,
        ),
        View(
            "structure",
            "Structure",
            "Sections, which bars are alike, and where the hook is",
            draw_structure,
        ),
    )
}
"""All views, by name."""

NOTE_VIEWS = ("piano-roll", "note-self-similarity")
"""Those that show notes alone, and can be drawn of written ones."""


def resolve_views(names: str) -> tuple[str, ...]:
    """Read names joined by commas, or ``all``.

    Parameters
    ----------
    names : str

    Returns
    -------
    tuple of str
        Each once, in the order given.

    Raises
    ------
    PictureError
        If there is no such view.
    """
    wanted = [name.strip().lower() for name in names.split(",") if name.strip()]
    if wanted == ["all"]:
        return tuple(VIEWS)
    unknown = [name for name in wanted if name not in VIEWS]
    if unknown or not wanted:
        reason = f"there is no view {unknown[0]!r}" if unknown else "no view is named"
        raise PictureError(reason, hint=f"choose from {', '.join(VIEWS)}, or all")
    return tuple(dict.fromkeys(wanted))


def views_of_notes(views: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of some views can be drawn of a MIDI file: of all views, those of notes.

    Raises
    ------
    PictureError
        If others are asked for by name.
    """
    if set(views) == set(VIEWS):
        return NOTE_VIEWS
    others = [view for view in views if view not in NOTE_VIEWS]
    if others:
        reason = f"a MIDI file holds notes and no sound, so there is no {others[0]} of it"
        raise PictureError(reason, hint=f"choose from {', '.join(NOTE_VIEWS)}")
    return views
