"""Read TensorFlow checkpoints (tensor bundles) without TensorFlow.

A bundle is two files. ``.index`` is a sorted table in LevelDB's format that says where each tensor lies;
``.data-00000-of-00001`` is the tensors' raw bytes, row-major and little-endian, one after another.

The table, from its end backwards::

    footer (48 bytes)  handle of the metaindex block, handle of the index block, zeros, magic number
    index block        one entry per data block: a key not below the block's last one -> the block's handle
    data block         one entry per tensor: name -> BundleEntryProto; the empty name -> BundleHeaderProto

    handle             varint offset, varint size (without the block's 5-byte trailer)
    block              entries, restart offsets (uint32 each), number of restarts (uint32);
                       trailer: compression (1 byte, 0 = none), CRC (uint32)
    entry              varint bytes shared with the previous key, varint further key bytes,
                       varint value bytes, the further key bytes, the value

A checksum is the CRC-32C, rotated right by 15 bits, plus 0xA282EAD8. Messages are protocol buffers:
``BundleHeaderProto`` {1: number of shards, 2: endianness (0 = little)}, ``BundleEntryProto`` {1: dtype,
2: shape {2: dimension {1: size}}, 3: shard, 4: offset, 5: size, 6: CRC (fixed32)}.

References
----------
.. [1] "LevelDB file format", https://github.com/google/leveldb/blob/main/doc/table_format.md
.. [2] tensorflow/core/protobuf/tensor_bundle.proto
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["BundleError", "TensorEntry", "crc32c", "masked_crc32c", "read_index", "read_tensor"]

MAGIC = 0xDB4775248B80FB57
FOOTER_SIZE = 48
TRAILER_SIZE = 5
DTYPES = {1: np.dtype("<f4"), 2: np.dtype("<f8"), 3: np.dtype("<i4"), 9: np.dtype("<i8")}
"""The numbers of tensorflow/core/framework/types.proto."""


class BundleError(ValueError):
    """The bytes are not a bundle this reader understands, or are damaged."""


@dataclass(frozen=True)
class TensorEntry:
    """Where a tensor lies in the data file, and what it is."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int
    size: int
    crc: int


@lru_cache(maxsize=1)
def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)  # Castagnoli's polynomial, bits reversed
        table.append(crc)
    return tuple(table)


def crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli) of some bytes."""
    table = _crc_table()
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def masked_crc32c(data: bytes) -> int:
    """CRC-32C in the form that tables and bundles store."""
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the base-128 number at a position, and the position after it."""
    value = shift = 0
    while True:
        if at >= len(data):
            raise BundleError("a number runs past the end")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _message(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a protocol buffer message: number, and value or bytes."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        value: int | bytes
        if wire_type == 0:
            value, at = _varint(data, at)
        elif wire_type == 2:
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        elif wire_type == 5:
            value, at = int.from_bytes(data[at : at + 4], "little"), at + 4
        else:
            raise BundleError(f"wire type {wire_type} is not used in bundles")
        if at > len(data):
            raise BundleError("a field runs past the end of its message")
        yield number, value


def _block(table: bytes, handle: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of the block that a handle points to."""
    offset, at = _varint(handle, 0)
    size, _ = _varint(handle, at)
    block, trailer = table[offset : offset + size], table[offset + size : offset + size + TRAILER_SIZE]
    if len(trailer) < TRAILER_SIZE or size < 4:
        raise BundleError("a block runs past the end of the table")
    if trailer[0] != 0:
        raise BundleError("compressed tables are not supported")
    if masked_crc32c(block + trailer[:1]) != int.from_bytes(trailer[1:], "little"):
        raise BundleError("a block of the table is damaged")
    (n_restarts,) = struct.unpack("<I", block[-4:])
    end = size - 4 * (n_restarts + 1)
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        further, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + block[at : at + further]
        at += further
        yield key, block[at : at + length]
        at += length


def _entry(message: bytes) -> TensorEntry:
    fields: dict[int, Any] = {1: 0, 2: b"", 3: 0, 4: 0, 5: 0, 6: 0} | dict(_message(message))
    if fields[1] not in DTYPES:
        raise BundleError(f"data type {fields[1]} is not supported")
    if fields[3] != 0 or 7 in fields:
        raise BundleError("sharded and sliced bundles are not supported")
    dimensions: list[Any] = [value for number, value in _message(fields[2]) if number == 2]
    shape = tuple(dict(_message(dimension)).get(1, 0) for dimension in dimensions)
    return TensorEntry(DTYPES[fields[1]], shape, fields[4], fields[5], fields[6])  # type: ignore[arg-type]


def read_index(table: bytes) -> dict[str, TensorEntry]:
    """Read an ``.index`` file.

    Parameters
    ----------
    table : bytes
        The whole file.

    Returns
    -------
    dict of str to TensorEntry
        In the table's order, which is the order of the names' bytes.

    Raises
    ------
    BundleError
        If the table is not one, is damaged, or uses what this reader does not support: compression,
        several shards, slices, big-endian data, or other types than float32, float64, int32, int64.
    """
    footer = table[-FOOTER_SIZE:]
    if len(footer) < FOOTER_SIZE or int.from_bytes(footer[-8:], "little") != MAGIC:
        raise BundleError("not a table: the magic number at the end is missing")
    _, at = _varint(footer, 0)
    _, at = _varint(footer, at)
    entries: dict[str, TensorEntry] = {}
    for _, handle in _block(table, footer[at:]):
        for key, value in _block(table, handle):
            if key:
                entries[key.decode()] = _entry(value)
            elif (header := dict(_message(value))).get(1) != 1 or header.get(2, 0) != 0:
                raise BundleError("only little-endian bundles of one shard are supported")
    return entries


def read_tensor(data: bytes, entry: TensorEntry) -> npt.NDArray[Any]:
    """Read one tensor of a ``.data`` file.

    Parameters
    ----------
    data : bytes
        The whole file.
    entry : TensorEntry

    Returns
    -------
    np.ndarray [shape=entry.shape, dtype=entry.dtype]

    Raises
    ------
    BundleError
        If the bytes are missing or their checksum is wrong.
    """
    raw = data[entry.offset : entry.offset + entry.size]
    if masked_crc32c(raw) != entry.crc:
        raise BundleError("a tensor is damaged")
    return np.frombuffer(raw, dtype=entry.dtype).reshape(entry.shape).copy()
