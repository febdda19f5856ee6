"""Decode any stretch of any audio file through FFmpeg (PyAV)."""

import os
from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType
from typing import Any, Self, cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from tunescape.arrays import FloatArray
from tunescape.audio.midi_signature import is_midi_file
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError

__all__ = ["PREROLL_S", "AudioFile"]

PREROLL_S = 0.5
"""Seconds decoded and thrown away before a sought position: mp3, AAC, Vorbis and Opus frames depend on the
ones before them, and without a preroll the first 2 to 194 ms of a sought stretch differ."""

_GAP_S = 0.05
"""Time stamps this far from the running position mark lost audio; smaller steps are rounding (Matroska
counts in milliseconds)."""

_ONLY_NOTES = "is a MIDI file, which holds notes and no sound: `beats`, `chords`, `hook` and `plot` read it"
_UNREADABLE = "is not audio that can be read, or is damaged"

_DTYPES = {"u8": "u1", "s16": "i2", "s32": "i4", "s64": "i8", "flt": "f4", "dbl": "f8"}
"""Of samples, by FFmpeg's names of their formats."""

_MAX_REFUSALS = 8
"""So many damaged places in a row, without a packet between them, are the end of a file."""


class AudioFile:
    """The first audio stream of a file, open for reading. A context manager.

    Time 0 is the first sample a player would play: encoder delay is skipped.

    Parameters
    ----------
    path : str, bytes or PathLike
        A regular file; URLs and playlists are never followed.

    Attributes
    ----------
    warnings : list of str
        What was odd about the file, found so far.

    Raises
    ------
    DecodeError
        If the file cannot be opened, or has no audio stream.
    """

    def __init__(self, path: str | bytes | os.PathLike[str]) -> None:
        self.path = os.fsdecode(path)
        self.warnings: list[str] = []
        try:
            # "file:" and the white list: a name or a playlist inside must never reach the network
            self._container: InputContainer = av.open(
                f"file:{self.path}", options={"protocol_whitelist": "file"}, metadata_errors="surrogateescape"
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            if is_midi_file(path):
                raise DecodeError(_ONLY_NOTES, path=self.path) from error
            raise DecodeError(_plain(error), path=self.path) from error
        refusal = self._prepare()
        if refusal:
            self._container.close()
            raise DecodeError(refusal, path=self.path)

    def _prepare(self) -> str:
        """Choose the stream and set up its decoder; return why not, where that cannot be."""
        if not self._container.streams.audio:
            return "holds no audio stream"
        self._stream: AudioStream = self._container.streams.audio[0]
        if self._stream.codec_context is None:
            return "holds a kind of audio that cannot be decoded"
        if not self.sample_rate or not self.channels:
            return _UNREADABLE
        if self.codec == "flac":
            # a frame whose checksum is wrong would be noise: better silence, and a warning
            self._stream.codec_context.options = {"err_detect": "crccheck+explode"}
        if self.container == "flac" and self.time_base != Fraction(1, self.sample_rate):
            return "has lost its beginning, and cannot be timed"
        return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    @property
    def container(self) -> str:
        """FFmpeg's name of the format: ``mp3``, ``flac``, ``ogg``, ..."""
        return self._container.format.name

    @property
    def codec(self) -> str:
        """FFmpeg's name of the codec: ``mp3``, ``flac``, ``aac``, ..."""
        return self._stream.codec_context.codec.canonical_name

    @property
    def sample_rate(self) -> int:
        """Sample rate in Hz, as the header says."""
        return self._stream.codec_context.sample_rate

    @property
    def channels(self) -> int:
        """Number of channels, as the header says."""
        return self._stream.codec_context.channels

    @property
    def header_duration_s(self) -> float | None:
        """Length in seconds that the header claims; often an estimate, sometimes a lie."""
        if self._stream.duration is not None:
            return float(self._stream.duration * self.time_base)
        return None if self._container.duration is None else self._container.duration / 1e6

    @property
    def metadata(self) -> dict[str, str]:
        """Tags that FFmpeg found, keys in lower case; the stream's own before the container's.

        Bytes that are no UTF-8 are in them as lone surrogates.
        """
        found = {**self._container.metadata, **self._stream.metadata}
        return {key.lower(): value for key, value in found.items()}

    @property
    def time_base(self) -> Fraction:
        """Unit of the time stamps and durations of packets, in seconds."""
        return self._stream.time_base or Fraction(1, self.sample_rate)

    @property
    def origin_s(self) -> float:
        """Time stamp of time 0, in seconds."""
        return float((self._stream.start_time or 0) * self.time_base)

    def packets(self) -> Iterator["Packet[AudioStream]"]:
        """Demux the stream from where it stands, without decoding.

        What is damaged is left out, and noted in ``warnings``.
        """
        return (packet for packet in self._demux_to_end() if packet.size)

    def read(self, start_s: float, duration_s: float) -> Signal:
        """Decode a stretch, seeking there first.

        Equal to the same stretch of a full decode: to the sample for mp3, Vorbis, Opus, FLAC and PCM; AAC
        may differ where the encoder replaced noise by a random seed (PNS); in Matroska and WebM, whose
        time stamps are whole milliseconds, the stretch may be shifted by up to one of them. Container
        index and time stamps are most exact after one pass over :meth:`packets`.

        Parameters
        ----------
        start_s, duration_s : float >= 0

        Returns
        -------
        Signal
            Shorter than asked for where the audio ends early, with at least one sample; lost packets
            inside it are silent, and noted in ``warnings``.

        Raises
        ------
        DecodeError
            If nothing of the stretch can be decoded.
        """
        stretch = _Stretch(start_s, duration_s, self.origin_s)
        self._seek(start_s - PREROLL_S)
        undecodable = 0
        for packet in self._demux_to_end():
            try:
                for frame in cast(Iterator[AudioFrame], packet.decode()):
                    stretch.add(frame)
            except av.EOFError:
                break
            except (av.FFmpegError, ValueError):
                # before the stretch it is no loss: a seek may land in the middle of a frame
                undecodable += packet.pts is None or packet.pts * self.time_base >= start_s + self.origin_s
            if stretch.complete:
                break
        if undecodable:
            packets = "1 packet" if undecodable == 1 else f"{undecodable} packets"
            self._warn(f"{packets} near {start_s:.0f} s could not be decoded")
        if stretch.left_out:
            self._warn("parts with another sample rate or number of channels were left out")
        samples, sample_rate = stretch.result()
        if samples.size == 0:
            raise DecodeError(f"no audio could be decoded at {start_s:.1f} s", path=self.path)
        finite = np.isfinite(samples)
        if not finite.all():
            self._warn("samples that are not numbers were replaced by silence")
            samples = np.where(finite, samples, np.float32(0))
        return Signal(samples, sample_rate, stretch.positions)

    def _seek(self, time_s: float) -> None:
        position = int((time_s + self.origin_s) / self.time_base)
        # most containers take a time before the first packet for the first packet, which in MP4 lies before
        # 0 (encoder delay); mp3 refuses it, and begins at 0. Where there is no index, the way leads through
        # all that comes before
        for target in (position, 0):
            try:
                self._container.seek(target, stream=self._stream)
            except (av.FFmpegError, OSError) as error:
                refusal = error
            else:
                return
        raise DecodeError(f"cannot be sought to {time_s:.1f} s", path=self.path) from refusal

    def _demux_to_end(self) -> Iterator["Packet[AudioStream]"]:
        refusals = 0
        while refusals < _MAX_REFUSALS:
            try:
                # the empty packet at the end flushes what the decoder still holds
                for packet in self._container.demux(self._stream):
                    refusals = 0
                    yield packet
            except (av.FFmpegError, OSError) as error:
                # what follows a damaged page is often whole: an Ogg file would lose all of it
                refusals += 1
                self._warn(f"damaged: {_plain(error)}")
            else:
                return

    def _warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)


class _Stretch:
    """Frames put in their places on the way from a sought position to the end of what was asked for."""

    def __init__(self, start_s: float, duration_s: float, origin_s: float) -> None:
        self.start_s, self.duration_s, self.origin_s = start_s, duration_s, origin_s
        self.sample_rate = 0
        self.positions: tuple[str, ...] = ()
        self.complete = self.left_out = False
        self._channels = 0
        self._position = 0  # of the next sample, counted from the start of the stretch
        self._wanted = 0
        self._pieces: list[tuple[int, FloatArray]] = []

    def add(self, frame: AudioFrame) -> None:
        same = (frame.sample_rate, frame.layout.nb_channels) == (self.sample_rate, self._channels)
        if same:
            self._follow(frame, tolerance_s=_GAP_S)
        elif self._pieces:
            # a chained stream, or a damaged frame: what cannot be joined is left out
            self.left_out = True
            return
        else:
            self._begin(frame)
        begin, end = self._position, self._position + frame.samples
        self._position = end
        if end > 0 and begin < self._wanted:
            samples = _to_float(frame)
            self._pieces.append((max(begin, 0), samples[:, max(0, -begin) : self._wanted - begin]))
        self.complete = end >= self._wanted

    def _begin(self, frame: AudioFrame) -> None:
        self.sample_rate, self._channels = frame.sample_rate, frame.layout.nb_channels
        self.positions = _positions(frame)
        self._wanted = max(1, round(self.duration_s * self.sample_rate))
        self._position = -round(self.start_s * self.sample_rate)
        self._follow(frame, tolerance_s=0.0)

    def _follow(self, frame: AudioFrame, *, tolerance_s: float) -> None:
        if frame.pts is None or frame.time_base is None:
            return
        # products of whole numbers: the arithmetic of Fraction costs as much as a tenth of the decoding
        time_s = frame.pts * frame.time_base.numerator / frame.time_base.denominator
        stamped = round((time_s - self.origin_s - self.start_s) * self.sample_rate)
        if abs(stamped - self._position) > tolerance_s * self.sample_rate:
            self._position = stamped

    def result(self) -> tuple[FloatArray, int]:
        if not self._pieces:
            return np.zeros((1, 0), dtype=np.float32), self.sample_rate
        end = max(position + piece.shape[1] for position, piece in self._pieces)
        samples = np.zeros((self._channels, end), dtype=np.float32)
        for position, piece in self._pieces:
            samples[:, position : position + piece.shape[1]] = piece
        return samples, self.sample_rate


def _to_float(frame: AudioFrame) -> FloatArray:
    """Return the samples of a frame as float32 [shape=(n_channels, n)], integers scaled to [-1, 1)."""
    samples = _samples(frame)
    if samples.dtype == np.uint8:
        return (samples.astype(np.float32) - np.float32(128)) / np.float32(128)
    if np.issubdtype(samples.dtype, np.integer):
        return samples.astype(np.float32) / np.float32(2 ** (8 * samples.dtype.itemsize - 1))
    with np.errstate(over="ignore"):  # what is beyond float32 becomes infinite, and then silence
        return samples.astype(np.float32, copy=False)


def _samples(frame: AudioFrame) -> npt.NDArray[Any]:
    """Return the samples of a frame as they are [shape=(n_channels, n)].

    AudioFrame.to_ndarray looks for a null pointer behind the planes, and crashes where 8 or more channels
    have no room for one.
    """
    dtype, channels = np.dtype(_DTYPES[frame.format.name.removesuffix("p")]), frame.layout.nb_channels
    planes: Any = frame.planes[:channels]
    if frame.format.is_planar:
        return np.stack([np.frombuffer(plane, dtype, count=frame.samples) for plane in planes])
    packed: npt.NDArray[Any] = np.frombuffer(planes[0], dtype, count=frame.samples * channels)
    return packed.reshape(-1, channels).T


def _positions(frame: AudioFrame) -> tuple[str, ...]:
    """Return FFmpeg's names of the channels' places; none where the file does not tell them all."""
    names = tuple(channel.name for channel in frame.layout.channels)
    return () if "NONE" in names else names


def _plain(error: Exception) -> str:
    """Say what FFmpeg or the system says, without its numbers and call names."""
    if isinstance(error, av.InvalidDataError | av.EOFError):
        return _UNREADABLE
    if isinstance(error, av.PatchWelcomeError):
        return "holds a kind of audio that cannot be decoded"
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]
