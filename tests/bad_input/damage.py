"""What happens to files on their way through the world, repeatable by a seed."""

import numpy as np

__all__ = ["mutate"]


def mutate(data: bytes, rng: np.random.Generator) -> bytes:
    """Return a copy with one to four random injuries: flips, cuts, insertions, another header."""
    hurt = bytearray(data)
    for _ in range(int(rng.integers(1, 5))):
        kind = rng.choice(["flip", "truncate", "remove", "insert", "zero", "header", "repeat"])
        hurt = _INJURIES[kind](hurt, rng) or hurt
    return bytes(hurt)


def _place(data: bytearray, rng: np.random.Generator) -> slice:
    begin = int(rng.integers(0, len(data)))
    return slice(begin, begin + int(rng.integers(1, max(2, len(data) // 8))))


def _flip(data: bytearray, rng: np.random.Generator) -> bytearray:
    for position in rng.integers(0, len(data), size=int(rng.integers(1, 60))):
        data[position] ^= 1 << int(rng.integers(0, 8))
    return data


def _truncate(data: bytearray, rng: np.random.Generator) -> bytearray:
    return data[: int(rng.integers(1, len(data)))]


def _remove(data: bytearray, rng: np.random.Generator) -> bytearray:
    place = _place(data, rng)
    return data[: place.start] + data[place.stop :]


def _insert(data: bytearray, rng: np.random.Generator) -> bytearray:
    place = _place(data, rng)
    return data[: place.start] + rng.bytes(place.stop - place.start) + data[place.start :]


def _zero(data: bytearray, rng: np.random.Generator) -> bytearray:
    place = _place(data, rng)
    return data[: place.start] + bytes(len(data[place])) + data[place.stop :]


def _header(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Write extreme numbers over the first few hundred bytes, where sizes, rates and channels are."""
    for _ in range(int(rng.integers(1, 6))):
        position = int(rng.integers(4, min(400, max(5, len(data)))))
        number = int(rng.choice([0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
        width = int(rng.choice([1, 2, 4]))
        order = "little" if rng.integers(2) else "big"
        data[position : position + width] = (number & (256**width - 1)).to_bytes(width, order)
    return data


def _repeat(data: bytearray, rng: np.random.Generator) -> bytearray:
    place = _place(data, rng)
    return data[: place.start] + data[place] * int(rng.integers(2, 5)) + data[place.stop :]


_INJURIES = {
    "flip": _flip,
    "truncate": _truncate,
    "remove": _remove,
    "insert": _insert,
    "zero": _zero,
    "header": _header,
    "repeat": _repeat,
}
