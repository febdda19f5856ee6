"""The section ``tracks``: some tracks looked at closely, with pictures, and a player where that can play."""

import os
from pathlib import Path
from urllib.parse import quote

from tunescape.errors import TunescapeError
from tunescape.library.records import Track
from tunescape.report.cluster_names import tag_name
from tunescape.report.contents import Contents
from tunescape.report.document import Picture, Portrait, Portraits, Section, Sentences
from tunescape.report.look import PictureSize
from tunescape.report.pictures.drawing import draw_view, picture_png
from tunescape.report.pictures.recording import DrawnRecording, read_recording
from tunescape.report.sections.sound_map import cluster_title
from tunescape.report.small_png import small_png
from tunescape.report.texts import Texts
from tunescape.report.time_axis import clock
from tunescape.text import visible

__all__ = ["PICTURE_BYTES", "audio_reference", "portraits"]

PICTURE_BYTES = 60_000
"""What a picture may weigh."""

LONGEST_S = 240.0
"""How much of a track is drawn: decoding an hour would take its time."""

_SIZES = {
    "waveform": PictureSize(900, 230, 100),
    "mel": PictureSize(900, 300, 100),
    "self-similarity": PictureSize(900, 320, 100),
}


def portraits(contents: Contents, folder: Path, texts: Texts) -> Section:
    """Look at some tracks closely.

    Parameters
    ----------
    contents : Contents
    folder : Path
        Where the report is to lie: audio below it gets a player.
    texts : Texts

    Returns
    -------
    Section
    """
    items = tuple(
        _portrait(contents, track, f"track-{i + 1}", folder, texts)
        for i, track in enumerate(contents.portrayed)
    )
    said = [texts(contents.portrayed_because)]
    if items and not any(item.audio for item in items):
        said.append(texts("audio_elsewhere"))
    return Section(
        "tracks",
        texts("tracks"),
        (Sentences((texts("sentence_gap").join(said),), is_note=True), Portraits(items)),
    )


def audio_reference(path: str, folder: Path) -> str | None:
    """Return a relative reference to a file below a folder; None for one that lies elsewhere.

    A report that is sent along with its folder still plays, and none tells where else files lie.
    """
    here, there = os.path.realpath(folder), os.path.realpath(path)
    if not os.path.isfile(there) or os.path.commonpath([here, there]) != here:
        return None
    return f"./{quote(os.fsencode(os.path.relpath(there, here)))}"


def _portrait(contents: Contents, track: Track, name: str, folder: Path, texts: Texts) -> Portrait:
    notes, pictures = [], []
    try:
        recording = read_recording(track.path, duration_s=LONGEST_S)
        pictures = _pictures(recording, texts)
        if recording.cut:
            notes.append(texts("picture_cut", length=texts.length(LONGEST_S)))
    except TunescapeError as error:
        gone = not os.path.exists(track.path)
        notes.append(texts("file_gone") if gone else texts("file_unreadable", reason=visible(error.reason)))
    return Portrait(
        name=name,
        title=visible(track.title),
        subtitle=visible(track.artist or ""),
        facts=tuple(_facts(contents, track, texts)),
        audio=audio_reference(track.path, folder),
        notes=tuple(notes),
        pictures=tuple(pictures),
    )


def _pictures(recording: DrawnRecording, texts: Texts) -> list[Picture]:
    return [
        Picture(
            texts(f"view_{view}"),
            texts(f"caption_{view}"),
            small_png(picture_png(draw_view(recording.source, view, size=size)), most_bytes=PICTURE_BYTES),
        )
        for view, size in _SIZES.items()
    ]


def _facts(contents: Contents, track: Track, texts: Texts) -> list[str]:
    facts = []
    if track.rank is not None:
        facts.append(texts("fact_rank", rank=track.rank))
    if track.users is not None:
        facts.append(texts("fact_users", n=f"{track.users:,}"))
    if track.users_gained is not None:
        facts.append(texts("fact_gained", n=f"{track.users_gained:,}".replace("-", "−")))
    facts.append(clock(track.duration_s))
    if track.tempo_bpm is not None:
        facts.append(texts("fact_bpm", n=f"{track.tempo_bpm:.0f}"))
    if track.key is not None:
        facts.append(texts.key(track.key))
    if track.loudness_lufs is not None:
        facts.append(texts("fact_lufs", n=f"{track.loudness_lufs:.1f}".replace("-", "−")))
    if track.tags:
        facts.append(texts("joined").join(tag_name(tag, texts.lang) for tag in track.tags[:3]))
    if track.track_id in contents.labels and contents.clustering and len(contents.clustering.clusters) > 1:
        facts.append(cluster_title(contents, contents.labels[track.track_id], texts))
    return facts
