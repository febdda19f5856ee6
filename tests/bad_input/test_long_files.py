"""Files that are long, or say so: heard in memory and time that do not grow with them."""

import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from patience import PATIENCE_S
from recordings import wave_file

from tunescape.errors import SettingsError
from tunescape.library.ingest import describe_path
from tunescape.settings import AnalysisSettings

RATE = 8000
DESCRIBE = """
import sys
from tunescape.audio.segments import Segmentation
from tunescape.features.registry import resolve_feature_sets
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.records import FileStamp
count, length, names = sys.argv[2], float(sys.argv[3]), sys.argv[4]
plan = AnalysisPlan(
    Segmentation(int(count) if count.isdigit() else count, length),
    resolve_feature_sets(names),
)
found = describe_file(FileStamp(sys.argv[1].encode(), 1, 1), plan)
# not ru_maxrss: a process begins with the peak of the one that started it
peak_kib = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(found.duration_s, int(peak_kib) / 1024)
"""


def describe(
    path: Path, segments: object = 4, length_s: float = 15.0, features: str = "default"
) -> list[float]:
    """Describe a file in a process of its own; return its length in seconds and the memory it took in MiB."""
    command = [sys.executable, "-c", DESCRIBE, str(path), str(segments), str(length_s), features]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_S)
    return [float(word) for word in ran.stdout.split()]


def write_repeated(path: Path, ten_seconds: bytes, seconds: float) -> None:
    with path.open("wb") as file:
        for _ in range(round(seconds / 10)):
            file.write(ten_seconds)


@pytest.fixture(scope="module")
def ten_seconds(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ten seconds of mp3 at 8 kbit/s, without header or tags: a file of them is as long as there are many."""
    path = tmp_path_factory.mktemp("mp3") / "noise.mp3"
    samples = np.random.default_rng(0).normal(0, 0.1, (1, 10 * RATE)).astype(np.float32)
    options = {"write_xing": "0", "id3v2_version": "0"}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libmp3lame", rate=RATE, options={"b": "8k"})
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples, "fltp", "mono")
        frame.sample_rate = RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return path.read_bytes()


# listed as: a mix of ten hours
@pytest.mark.slow
def test_ten_hours_take_no_more_memory_than_ten_minutes(tmp_path: Path, ten_seconds: bytes) -> None:
    write_repeated(tmp_path / "minutes.mp3", ten_seconds, 600)
    write_repeated(tmp_path / "hours.mp3", ten_seconds, 36_000)
    short_s, short_mib = describe(tmp_path / "minutes.mp3")
    long_s, long_mib = describe(tmp_path / "hours.mp3")
    assert long_s == pytest.approx(60 * short_s, rel=0.001)
    assert long_s > 36_000
    assert long_mib < short_mib + 50


# listed as: a small file that unpacks to hours
@pytest.mark.slow
def test_hours_of_silence_in_a_few_kilobytes(tmp_path: Path) -> None:
    path, block = tmp_path / "bomb.flac", 65_535
    silence = np.zeros((1, 8 * block), dtype=np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=RATE, options={"frame_size": str(block)})
        stream.layout = "mono"
        for i in range(round(36_000 * RATE / silence.size)):
            frame = av.AudioFrame.from_ndarray(silence, "s16", "mono")
            frame.sample_rate, frame.pts = RATE, i * silence.size
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert path.stat().st_size < 100_000
    duration_s, mib = describe(path)
    assert duration_s == pytest.approx(36_000, rel=0.01)
    assert mib < 400
    # heard to the last second, in segments of ten minutes, a minute is as much memory as an hour
    duration_s, mib = describe(path, "all", 600.0, "statistical")
    assert mib < 600


def test_a_header_that_claims_two_to_the_31_samples(tmp_path: Path) -> None:
    content = np.ones((RATE, 1), np.int16)
    (tmp_path / "claim.wav").write_bytes(wave_file(content, sample_rate=RATE, sizes=(2**32 - 5, 2**32 - 41)))
    found = describe_path(tmp_path / "claim.wav", AnalysisSettings(features="statistical"))
    assert found.duration_s == pytest.approx(1.0)


@pytest.mark.slow
def test_five_hours_of_a_hole_in_the_disk_are_heard_in_no_time(tmp_path: Path) -> None:
    size = 5 * 3600 * RATE * 2 + 44
    header = wave_file(np.zeros((0, 1), np.int16), sample_rate=RATE, sizes=(size - 8, size - 44))
    (tmp_path / "hole.wav").write_bytes(header)
    os.truncate(tmp_path / "hole.wav", size)
    found = describe_path(tmp_path / "hole.wav", AnalysisSettings(features="statistical", timeout=PATIENCE_S))
    assert found.duration_s == pytest.approx(5 * 3600)
    assert found.warnings == ()


# listed as: a segment length beyond ten minutes
@pytest.mark.parametrize("length", [601, 1e9, float("inf"), float("nan"), 0.5])
def test_segments_of_absurd_length_are_refused(length: float) -> None:
    with pytest.raises(SettingsError, match="a number from 1 to 600"):
        AnalysisSettings(segment_length=length)
