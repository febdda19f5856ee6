"""Take the shipped transcription network from the published package, and let it tell its spectrum as well.

python -m pip download --no-deps basic-pitch==0.4.0
python tools/fetch_basic_pitch.py basic_pitch-0.4.0-py2.py3-none-any.whl

The file is the published one and, appended, one more output: an inner result, the spectrum in decibels that
the network hears.
"""

import argparse
import hashlib
import sys
import zipfile
from pathlib import Path

__all__ = ["read_model", "with_spectrum"]

WHEEL_SHA256 = "738adb503aae7fdfc7d1e1511aa0ce35052315f260a19531ef4c356708425db0"
MODEL = "basic_pitch/saved_models/icassp_2022/nmp.onnx"
MODEL_SHA256 = "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec"
SPECTRUM = b"model_1/normalized_log_1/mul;model_1/normalized_log_1/mul"
SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights" / "basic_pitch.onnx"


def read_model(wheel: Path) -> bytes:
    """Read the model file out of the wheel.

    Raises
    ------
    ValueError
        If the wheel, or the model in it, is not the published one.
    """
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise ValueError(f"{wheel} is not basic-pitch 0.4.0: its SHA-256 is another")
    with zipfile.ZipFile(wheel) as archive:
        model = archive.read(MODEL)
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise ValueError(f"{MODEL} in {wheel} is not the published model")
    return model


def with_spectrum(model: bytes) -> bytes:
    """Name the spectrum among the outputs of the model.

    Two messages of Protocol Buffers in a row are one whose lists are joined: appended is a model whose
    graph has nothing but this output.
    """

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    floats = field(2, field(1, bytes([1 << 3, 1])))  # TypeProto.tensor_type.elem_type, FLOAT
    output = field(1, SPECTRUM) + floats  # ValueInfoProto: name, type
    return model + field(7, field(12, output))  # ModelProto.graph, GraphProto.output


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the transcription network from the PyPI package.")
    parser.add_argument("wheel", type=Path, help="basic_pitch-0.4.0-py2.py3-none-any.whl")
    parser.add_argument("-o", "--output", type=Path, default=SHIPPED, help="the ONNX file [%(default)s]")
    options = parser.parse_args()
    try:
        model = with_spectrum(read_model(options.wheel))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    options.output.write_bytes(model)
    print(f"{hashlib.sha256(model).hexdigest()}  {options.output} ({len(model):,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
