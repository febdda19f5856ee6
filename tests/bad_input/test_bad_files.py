"""Files that hold no sound, or a sound that is no music: one analysis, one answer each."""

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import av
import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture
from mutagen.id3 import APIC, ID3
from mutagen.mp4 import MP4, MP4Cover
from recordings import picture, wave_file, write_vorbis

from tunescape.arrays import FloatArray
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.neighbours import similar
from tunescape.discovery.sound import find_sound
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.library.ingest import AnalysisReport, analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

RATE = 44_100
NO_AUDIO = "is not audio that can be read, or is damaged"

# what is expected of each file that fails
FAILURES = {
    # listed as: an empty file
    "empty.mp3": "is empty",
    # listed as: random bytes with the name of a song
    "random.mp3": NO_AUDIO,
    "random.opus": NO_AUDIO,
    # listed as: a text with the name of a song
    "text.flac": NO_AUDIO,
    "text.m4a": NO_AUDIO,
    # listed as: a cover without any sound
    "cover.mp3": NO_AUDIO,
    "cover.flac": "holds no audio packets",
    "cover.jpg.m4a": "holds no audio stream",
    # listed as: a WAV file without samples, or with a sample rate of 0
    "no samples.wav": "holds no audio packets",
    "no rate.wav": NO_AUDIO,
}

# lengths of those that are heard, in seconds
HEARD = {
    # listed as: sound and a cover
    "song and cover.mp3": 1.0,
    "song and cover.flac": 1.0,
    "song and cover.m4a": 1.0,
    "song and cover.opus": 1.0,
    "song and cover.ogg": 1.0,
    # listed as: a song of 0.2 s, or of a few samples
    "short.mp3": 0.2,
    "short.flac": 0.2,
    "short.m4a": 0.2,
    "short.opus": 0.2,
    "ten samples.wav": 0.0002,
    # listed as: silence
    "silence.mp3": 2.0,
    "silence.flac": 2.5,
    # listed as: a constant (DC)
    "constant.wav": 2.0,
    # listed as: noise at full scale, clipped
    "clipped.wav": 2.0,
    "clipped.mp3": 2.0,
    # listed as: samples that are not numbers, or far beyond full scale
    "not numbers.wav": 2.0,
    "no number at all.wav": 2.0,
    "far too loud.wav": 2.0,
    "too quiet to tell.wav": 2.0,
    # listed as: 8 channels
    "eight.wav": 1.0,
    # listed as: a sample rate of 1 Hz, or of 192 kHz
    "1 Hz.wav": 500.0,
    "192 kHz.wav": 1.0,
    # listed as: a WAV file of unknown or absurd size
    "size 0.wav": 1.0,
    "size unknown.wav": 1.01,
    "2 to the 31 samples.wav": 1.02,
}


class Zoo(NamedTuple):
    music: Path
    library: Library
    report: AnalysisReport


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Zoo:
    music = tmp_path_factory.mktemp("zoo")
    add_failures(music)
    add_covers(music, play)
    add_signals(music)
    add_wave_files(music)
    assert {path.name for path in music.iterdir()} == {*FAILURES, *HEARD}
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    return Zoo(music, library, analyze(library, [music], AnalysisSettings(jobs=1, features="all")))


def add_failures(music: Path) -> None:
    rng = np.random.default_rng(1)
    (music / "empty.mp3").touch()
    for name in ("random.mp3", "random.opus"):
        (music / name).write_bytes(rng.bytes(50_000))
    for name in ("text.flac", "text.m4a"):
        (music / name).write_text("to do: listen\n" * 500)
    nothing = np.zeros((0, 1), dtype=np.int16)
    (music / "no samples.wav").write_bytes(wave_file(nothing))
    (music / "no rate.wav").write_bytes(wave_file(np.ones((RATE, 1), np.int16), sample_rate=0))


def add_covers(music: Path, play: Callable[..., Signal]) -> None:
    for seed, suffix in enumerate(["mp3", "flac", "m4a", "opus"]):
        path = music / f"song and cover.{suffix}"
        write_audio(path, play(seed, seconds=1.0))
        embed_cover(path)
    write_vorbis(music / "song and cover.ogg", play(9, seconds=1.0))
    embed_cover(music / "song and cover.ogg")
    id3_with_cover().save(music / "cover.mp3")
    # the metadata of the file beside it, without its frames
    (music / "cover.flac").write_bytes(metadata_of((music / "song and cover.flac").read_bytes()))
    write_picture_as_video(music / "cover.jpg.m4a")


def id3_with_cover() -> ID3:
    tags = ID3()
    tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=picture()))
    return tags


def embed_cover(path: Path) -> None:
    if path.suffix == ".mp3":
        id3_with_cover().save(path)
    elif path.suffix == ".m4a":
        song = MP4(path)
        song["covr"] = [MP4Cover(picture(), MP4Cover.FORMAT_JPEG)]
        song.save()
    else:
        cover = Picture()
        cover.data, cover.mime, cover.type = picture(), "image/jpeg", 3
        song = mutagen.File(path)
        if path.suffix == ".flac":
            song.add_picture(cover)
        else:
            song["metadata_block_picture"] = [base64.b64encode(cover.write()).decode()]
        song.save()


def metadata_of(flac: bytes) -> bytes:
    position, last = 4, False
    while not last:
        last = bool(flac[position] & 0x80)
        position += 4 + int.from_bytes(flac[position + 1 : position + 4], "big")
    return flac[:position]


def write_picture_as_video(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuvj420p"
        image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(image))
        container.mux(stream.encode(None))


def add_signals(music: Path) -> None:
    rng = np.random.default_rng(2)
    n = 2 * RATE
    tone = 0.3 * np.sin(np.arange(n) / 20)
    clipped = np.sign(rng.standard_normal(n))
    signals = {
        **{f"short.{suffix}": tone[: RATE // 5] for suffix in ("mp3", "flac", "m4a", "opus")},
        "ten samples.wav": tone[:10],
        "silence.mp3": np.zeros(n),
        "silence.flac": np.zeros(round(2.5 * RATE)),
        "constant.wav": np.full(n, 0.5),
        "clipped.wav": clipped,
        "clipped.mp3": clipped,
    }
    for name, samples in signals.items():
        write_audio(music / name, Signal(samples[np.newaxis].astype(np.float32), RATE))


def add_wave_files(music: Path) -> None:
    rng = np.random.default_rng(3)
    noise: FloatArray = (0.1 * rng.standard_normal((2 * RATE, 1))).astype(np.float32)
    holes = noise.copy()
    holes[100:200], holes[300] = np.nan, np.inf
    files = {
        "not numbers.wav": wave_file(holes),
        "no number at all.wav": wave_file(np.full_like(noise, np.nan)),
        "far too loud.wav": wave_file(noise * np.float32(1e30)),
        "too quiet to tell.wav": wave_file(noise * np.float32(1e-38)),
    }
    steps = rng.integers(-3000, 3000, size=(RATE * 102 // 100, 8)).astype(np.int16)
    files |= {
        "eight.wav": wave_file(steps[:RATE]),
        "1 Hz.wav": wave_file(steps[:500, 2:3], sample_rate=1),
        "192 kHz.wav": wave_file(np.repeat(steps[:RATE, 1:2], 5, axis=0)[:192_000], sample_rate=192_000),
        "size 0.wav": wave_file(steps[:RATE, :1], sizes=(0, 0)),
        "size unknown.wav": wave_file(steps[: RATE * 101 // 100, :1], sizes=(2**32 - 1, 2**32 - 1)),
        "2 to the 31 samples.wav": wave_file(steps[:, :1], sizes=(2**32 - 5, 2**32 - 41)),
    }
    for name, content in files.items():
        (music / name).write_bytes(content)


def test_each_that_holds_no_sound_is_one_failure_with_a_reason(zoo: Zoo) -> None:
    reasons = {os.path.basename(os.fsdecode(row.file.path)): row.reason for row in zoo.report.failures}
    assert reasons == FAILURES
    assert {row.reason for row in zoo.library.failures()} == set(FAILURES.values())


def test_each_that_holds_sound_is_heard_whole(zoo: Zoo) -> None:
    lengths = {os.path.basename(track.path): track.duration_s for track in zoo.library.tracks()}
    assert lengths == pytest.approx(HEARD, abs=0.02)
    assert zoo.report.analyzed == len(HEARD)


def test_whatever_is_heard_has_numbers_for_features(zoo: Zoo) -> None:
    for track in zoo.library.tracks():
        for name in resolve_feature_sets("all"):
            version = FEATURE_SETS[name].version
            matrix = zoo.library.feature_matrix(track.track_id, name, version=version)
            assert matrix is not None, (track.path, name)
            if matrix.dtype.kind == "f":
                assert np.isfinite(matrix).all(), (track.path, name)


def test_what_has_no_tempo_and_no_key_claims_none(zoo: Zoo) -> None:
    tracks = {os.path.basename(track.path): track for track in zoo.library.tracks()}
    for name in ("silence.mp3", "silence.flac", "constant.wav", "no number at all.wav", "ten samples.wav"):
        assert (tracks[name].tempo_bpm, tracks[name].key) == (None, None), name
    assert tracks["silence.mp3"].tags == tracks["silence.flac"].tags == ()


def test_replaced_samples_are_told_and_nothing_else_is(zoo: Zoo) -> None:
    for track in zoo.library.tracks():
        warnings = zoo.library.track_details(track.track_id)["warnings"]
        told = ["samples that are not numbers were replaced by silence"] if "number" in track.path else []
        assert warnings == told, track.path


def test_none_of_them_spoils_the_others(zoo: Zoo) -> None:
    for track in zoo.library.tracks():
        found = similar(zoo.library, find_sound(zoo.library, track.track_id), n=100)
        # those that sound the same are there once
        assert len(found) > len(HEARD) // 2
        assert all(np.isfinite(match.similarity) for match in found)
