import importlib
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TOOLS = Path(__file__).resolve().parents[2] / "tools"
DTYPE_NUMBERS = {"float32": 1, "float64": 2, "int32": 3, "int64": 9}
HEADER = b"\x08\x01\x1a\x02\x08\x01"  # one shard, little-endian (left out: 0), version 1
TENSORS = {
    "dense/bias": np.array([0.5, -1.0, 3.0], dtype=np.float32),
    "dense/kernel": np.arange(24, dtype=np.float64).reshape(2, 3, 4),
    "dense_1/bias": np.array([7], dtype=np.int64),
    "global_step": np.array(1_234_567, dtype=np.int64),
    "ones": np.ones(300, dtype=np.int32),
}


@pytest.fixture(scope="module")
def bundle() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(TOOLS)
        yield importlib.import_module("tensor_bundle")


def varint(n: int) -> bytes:
    return bytes([n]) if n < 0x80 else bytes([n & 0x7F | 0x80]) + varint(n >> 7)


def masked_crc(data: bytes) -> int:
    """CRC-32C bit by bit, rotated and shifted as tables store it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) % 2**32


def block(entries: Mapping[bytes, bytes], compression: int = 0) -> bytes:
    body, previous = b"", b""
    for key, value in entries.items():
        shared = next(
            (i for i, (a, b) in enumerate(zip(key, previous, strict=False)) if a != b),
            min(len(key), len(previous)),
        )
        body += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        previous = key
    body += struct.pack("<II", 0, 1) + bytes([compression])
    return body + struct.pack("<I", masked_crc(body))


def table(blocks: list[Mapping[bytes, bytes]], compression: int = 0) -> bytes:
    written, handles = b"", {}
    for entries in blocks:
        content = block(entries, compression)
        handles[max(entries)] = varint(len(written)) + varint(len(content) - 5)
        written += content
    metaindex, index = block({}), block(handles)
    footer = varint(len(written)) + varint(len(metaindex) - 5)
    footer += varint(len(written) + len(metaindex)) + varint(len(index) - 5)
    return written + metaindex + index + footer.ljust(40, b"\0") + bytes.fromhex("57fb808b247547db")


def entry(array: np.ndarray, offset: int) -> bytes:
    shape = b"".join(
        b"\x12" + varint(len(size) + 1) + b"\x08" + size for size in (varint(n) for n in array.shape)
    )
    return (
        b"\x08" + varint(DTYPE_NUMBERS[array.dtype.name]) + b"\x12" + varint(len(shape)) + shape
        + b"\x20" + varint(offset) + b"\x28" + varint(array.nbytes)
        + b"\x35" + struct.pack("<I", masked_crc(array.tobytes()))
    )  # fmt: skip


def write(tensors: Mapping[str, np.ndarray]) -> tuple[bytes, bytes]:
    """Write a bundle whose table has two data blocks."""
    entries, data = {b"": HEADER}, b""
    for name, array in tensors.items():
        entries[name.encode()] = entry(array, len(data))
        data += array.tobytes()
    items = list(entries.items())
    return table([dict(items[:3]), dict(items[3:])]), data


INDEX, DATA = write(TENSORS)


def test_crc32c_of_published_test_vectors(bundle: ModuleType) -> None:
    assert bundle.crc32c(b"123456789") == 0xE3069283
    assert bundle.crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4
    assert bundle.masked_crc32c(b"\0\0\0\0\1\0\0\0\0") == 0xB0A1F2C0  # LevelDB's empty block


def test_reads_back_names_types_shapes_and_values(bundle: ModuleType) -> None:
    entries = bundle.read_index(INDEX)
    assert list(entries) == list(TENSORS)
    for name, expected in TENSORS.items():
        tensor = bundle.read_tensor(DATA, entries[name])
        assert tensor.dtype == expected.dtype
        np.testing.assert_array_equal(tensor, expected, strict=True)


@given(position=st.integers(0, len(INDEX) - 1), change=st.integers(1, 255))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_index_is_refused_or_harmless(bundle: ModuleType, position: int, change: int) -> None:
    damaged = bytearray(INDEX)
    damaged[position] ^= change
    try:
        entries = bundle.read_index(bytes(damaged))
    except bundle.BundleError:
        return
    assert entries == bundle.read_index(INDEX)


@pytest.mark.parametrize("length", [0, 20, 47, 100])
def test_a_truncated_index_is_refused(bundle: ModuleType, length: int) -> None:
    with pytest.raises(bundle.BundleError):
        bundle.read_index(INDEX[-length:] if length else b"")
    with pytest.raises(bundle.BundleError, match="magic"):
        bundle.read_index(INDEX[:length])


def test_damaged_and_missing_tensors_are_refused(bundle: ModuleType) -> None:
    ones = bundle.read_index(INDEX)["ones"]
    with pytest.raises(bundle.BundleError, match="damaged"):
        bundle.read_tensor(DATA[:-1] + b"\xff", ones)
    with pytest.raises(bundle.BundleError, match="damaged"):
        bundle.read_tensor(DATA[:-1], ones)


@pytest.mark.parametrize(
    ("blocks", "compression", "message"),
    [
        ([{b"": HEADER}], 1, "compressed"),
        ([{b"": b"\x08\x02"}], 0, "one shard"),
        ([{b"": b"\x08\x01\x10\x01"}], 0, "little-endian"),
        ([{b"": HEADER, b"text": b"\x08\x07"}], 0, "data type 7"),
        ([{b"": HEADER, b"part": b"\x08\x01\x18\x01"}], 0, "sharded"),
        ([{b"": HEADER, b"slice": b"\x08\x01\x3a\x00"}], 0, "sliced"),
        ([{b"": HEADER, b"short": b"\x08\x01\x12\x09"}], 0, "past the end"),
        ([{b"": HEADER, b"group": b"\x0b"}], 0, "wire type 3"),
    ],
)
def test_says_what_it_does_not_support(
    bundle: ModuleType, blocks: list[dict[bytes, bytes]], compression: int, message: str
) -> None:
    with pytest.raises(bundle.BundleError, match=message):
        bundle.read_index(table(blocks, compression))
