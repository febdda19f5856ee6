"""Files that lost a part: what is left is heard, and what is missing is told."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
from outcome import Outcome
from recordings import remux, wave_file, write_vorbis

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.identity import identify
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError

SECONDS = 12.0
KINDS = ["song.mp3", "song.flac", "song.m4a", "song.ogg", "song.opus", "song.wav", "song.mka"]


class Heard(NamedTuple):
    """Length by the packets, length that could be decoded, seconds of sound in it, warnings."""

    duration_s: float
    decoded_s: float
    sounding_s: float
    warnings: list[str]


def hear(path: Path) -> Heard:
    with AudioFile(path) as audio:
        identity = identify(audio)
        signal = audio.read(0.0, identity.duration_s)
        block = signal.sample_rate // 20
        mono = signal.mono()[: len(signal.mono()) // block * block].reshape(-1, block)
        sounding_s = np.count_nonzero(np.abs(mono).max(axis=1) > 1e-4) / 20
        return Heard(identity.duration_s, signal.duration_s, sounding_s, audio.warnings)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise, so that every stretch of it sounds and costs the same, in files of every kind."""
    folder = tmp_path_factory.mktemp("whole")
    rng = np.random.default_rng(5)
    noise = Signal((0.1 * rng.standard_normal((2, round(SECONDS * 44_100)))).astype(np.float32), 44_100)
    for suffix in ("mp3", "flac", "opus", "wav"):
        write_audio(folder / f"song.{suffix}", noise)
    write_vorbis(folder / "song.ogg", noise)
    write_audio(folder / "plain.m4a", noise)
    # with its index in front, as shops sell it: else the beginning of a file is worth nothing
    remux(folder / "plain.m4a", folder / "song.m4a", {"movflags": "faststart"})
    remux(folder / "song.opus", folder / "song.mka")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_is_not_complained_about(whole: Path, kind: str) -> None:
    heard = hear(whole / kind)
    assert heard.warnings == []
    assert heard.duration_s == pytest.approx(SECONDS, abs=0.05)
    assert heard.sounding_s == pytest.approx(SECONDS, abs=0.1)


# listed as: a file cut off in the middle
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_off_is_heard_as_far_as_it_goes(whole: Path, tmp_path: Path, kind: str) -> None:
    content = (whole / kind).read_bytes()
    (tmp_path / kind).write_bytes(content[: len(content) // 2])
    heard = hear(tmp_path / kind)
    assert heard.duration_s == pytest.approx(SECONDS / 2, abs=1.0)
    assert heard.sounding_s == pytest.approx(heard.duration_s, abs=0.2)
    # Ogg has no length in front: its last page is missing
    word = "is cut off after" if kind.endswith((".ogg", ".opus", ".wav")) else "claims 12.0 s, holds"
    assert [warning for warning in heard.warnings if warning.startswith(word)]


# listed as: an MP4 file without its index
def test_an_mp4_file_without_its_index_cannot_be_heard(whole: Path, tmp_path: Path) -> None:
    content = (whole / "plain.m4a").read_bytes()
    (tmp_path / "song.m4a").write_bytes(content[: len(content) // 2])
    with pytest.raises(DecodeError, match="is not audio that can be read, or is damaged"):
        hear(tmp_path / "song.m4a")


# listed as: a file with a damaged stretch in its middle
@pytest.mark.parametrize("filler", ["noise", "zeros", "nothing"])
@pytest.mark.parametrize("kind", ["song.mp3", "song.flac", "song.ogg", "song.opus", "song.mka"])
def test_what_lies_behind_damage_is_heard(whole: Path, tmp_path: Path, kind: str, filler: str) -> None:
    content = (whole / kind).read_bytes()
    begin, size = len(content) // 2, len(content) // 5
    injury = {"noise": np.random.default_rng(6).bytes(size), "zeros": bytes(size), "nothing": b""}[filler]
    (tmp_path / kind).write_bytes(content[:begin] + injury + content[begin + size :])
    heard = hear(tmp_path / kind)
    # a page of Ogg holds a second
    assert SECONDS * 0.8 - 2.5 < heard.sounding_s < SECONDS * 0.8 + 0.3
    missing = "claims 12.0 s, holds" if kind == "song.mp3" else "s of its sound are lost or damaged"
    assert [warning for warning in heard.warnings if missing in warning]


def test_damage_inside_packets_is_counted(whole: Path, tmp_path: Path) -> None:
    content = bytearray((whole / "song.m4a").read_bytes())
    begin, size = len(content) // 2, len(content) // 5
    content[begin : begin + size] = bytes(size)  # the index still tells where packets begin
    (tmp_path / "song.m4a").write_bytes(content)
    heard = hear(tmp_path / "song.m4a")
    assert heard.decoded_s == pytest.approx(SECONDS, abs=0.05)
    assert [warning for warning in heard.warnings if "packets near 0 s could not be decoded" in warning]


# listed as: a FLAC file with wrong checksums
def test_a_flac_frame_whose_checksum_is_wrong_is_silent(whole: Path, tmp_path: Path) -> None:
    content = bytearray((whole / "song.flac").read_bytes())
    for position in np.linspace(len(content) // 10, len(content) - 5000, 10).astype(int):
        content[position] ^= 0x10
    (tmp_path / "song.flac").write_bytes(content)
    with AudioFile(whole / "song.flac") as audio, AudioFile(tmp_path / "song.flac") as damaged:
        right, heard = audio.read(0, SECONDS).samples, damaged.read(0, SECONDS).samples
        different = right[:, : heard.shape[1]] != heard
        assert 0.3 < different.any(axis=0).sum() / 44_100 < 3.0
        assert (heard[different] == 0).all()
        assert any("could not be decoded" in warning for warning in damaged.warnings)


# listed as: an Ogg file of which almost all is damaged
def test_an_ogg_file_with_damage_on_every_page_tells_of_it(whole: Path, tmp_path: Path) -> None:
    content = bytearray((whole / "song.ogg").read_bytes())
    content[len(content) // 3 :: 5000] = b"x" * len(content[len(content) // 3 :: 5000])
    (tmp_path / "song.ogg").write_bytes(content)
    heard = hear(tmp_path / "song.ogg")
    assert heard.duration_s < SECONDS / 2
    assert "has a damaged end: how much is lost cannot be told" in heard.warnings


# listed as: a file that lost its beginning
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_its_beginning(whole: Path, tmp_path: Path, kind: str) -> None:
    content = (whole / kind).read_bytes()
    (tmp_path / kind).write_bytes(content[len(content) // 3 :])
    if kind == "song.mp3":
        assert hear(tmp_path / kind).sounding_s == pytest.approx(SECONDS * 2 / 3, abs=0.2)
    else:
        with pytest.raises(DecodeError):
            hear(tmp_path / kind)


# listed as: an mp3 or AAC file that does not say how long it is
def test_a_guess_at_the_length_is_no_claim(tmp_path: Path) -> None:
    # quiet, then loud: FFmpeg guesses the length of a variable bit rate from its first frames
    rng = np.random.default_rng(7)
    samples = rng.standard_normal((1, 20 * 44_100)).astype(np.float32) * np.float32(0.2)
    samples[:, : 4 * 44_100] *= np.float32(1e-5)
    with av.open(str(tmp_path / "song.mp3"), "w", options={"write_xing": "0"}) as container:
        quality = {"flags": "+qscale", "global_quality": "472"}
        stream = container.add_stream("libmp3lame", rate=44_100, options=quality)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples, "fltp", "mono")
        frame.sample_rate = 44_100
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with AudioFile(tmp_path / "song.mp3") as audio:
        identity = identify(audio)
        assert audio.header_duration_s is not None
        assert audio.header_duration_s > 25.0
        assert identity.duration_s == pytest.approx(20.0, abs=0.1)
        assert audio.warnings == []


def test_a_wav_file_that_counts_a_byte_too_many_is_whole(tmp_path: Path) -> None:
    content = np.ones((44_100, 1), np.int16)
    (tmp_path / "song.wav").write_bytes(wave_file(content, sizes=(37 + content.nbytes, content.nbytes)))
    assert hear(tmp_path / "song.wav").warnings == []


# listed as: a codec that nobody knows
def test_a_codec_that_nobody_knows(tmp_path: Path) -> None:
    content = bytearray(wave_file(np.ones((44_100, 1), np.int16)))
    content[20:22] = b"\x99\x99"
    (tmp_path / "song.wav").write_bytes(content)
    with pytest.raises(DecodeError, match="holds a kind of audio that cannot be decoded"):
        hear(tmp_path / "song.wav")


# listed as: a channel layout of 8 channels and more
@pytest.mark.parametrize("suffix", ["m4a", "opus"])
def test_eight_channels_in_planes_are_heard(tmp_path: Path, suffix: str) -> None:
    rate = 48_000
    samples = np.random.default_rng(8).standard_normal((rate, 8)).astype(np.float32) * np.float32(0.1)
    with av.open(str(tmp_path / f"song.{suffix}"), "w") as container:
        stream = container.add_stream({"m4a": "aac", "opus": "libopus"}[suffix], rate=rate)
        stream.layout = "7.1"
        for block in np.split(samples, 50):
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), "flt", "7.1")
            frame.sample_rate = rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    heard = hear(tmp_path / f"song.{suffix}")
    assert heard.sounding_s == pytest.approx(1.0, abs=0.1)
    with AudioFile(tmp_path / f"song.{suffix}") as audio:
        assert audio.read(0.2, 0.5).samples.shape == (8, rate // 2)


def test_what_is_missing_is_shown(tunescape: Callable[..., Outcome], whole: Path, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    content = (whole / "song.opus").read_bytes()
    (music / "cut.opus").write_bytes(content[: len(content) // 2])
    shutil.copy(whole / "song.flac", music)
    outcome = tunescape("analyze", music, "--json")
    assert (outcome.code, outcome.counts) == (0, (2, 2, 0))
    shown = tunescape("show", "cut").err
    assert "warning      is cut off after 5" in shown or "warning      is cut off after 6" in shown
    assert tunescape("show", "song", "--json").document["warnings"] == []
