"""The points of the map: what the page is sent, and what they are coloured by."""

import base64
import json
import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.errors import LibraryError
from tunescape.interfaces.web.pages.map_page.colours import (
    UNKNOWN,
    Scale,
    colour_groups,
    colour_numbers,
    known_colourings,
    read_values,
)
from tunescape.interfaces.web.pages.map_page.plot import packed_mask
from tunescape.interfaces.web.services.kept_map import packed, read_payload, read_points, write_points
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch
from tunescape.report.palette import GROUP_COLOURS


def test_points_are_packed_as_the_script_reads_them() -> None:
    coordinates = np.array([[0.0, 10.0], [4.0, 12.0], [2.0, 11.0]])
    payload = packed(coordinates, ["夜雨", "b", "<c>"], ["", "B", "C"])
    (n,) = struct.unpack_from("<I", payload)
    x, y = np.frombuffer(payload, "<f4", n, 4), np.frombuffer(payload, "<f4", n, 4 + 4 * n)
    assert n == 3
    # the wider of both spans from -1 to 1, and a unit is as long upwards as sideways
    assert x.tolist() == [-1, 1, 0]
    assert y.tolist() == [-0.5, 0.5, 0]
    assert json.loads(payload[4 + 8 * n :]) == [["夜雨", "b", "<c>"], ["", "B", "C"]]


def test_points_that_all_lie_in_one_place_are_still_numbers() -> None:
    payload = packed(np.ones((3, 2)), [""] * 3, [""] * 3)
    assert np.frombuffer(payload, "<f4", 6, 4).tolist() == [0] * 6


@pytest.mark.parametrize("token", ["pca.1", "../../etc/passwd", "pca.1/../..", "pca.", "umap.1", "pca.1\n"])
def test_a_map_that_is_not_kept_is_refused(tmp_path: Path, token: str) -> None:
    library = Library(tmp_path / "library", create=True)
    for read in (read_points, read_payload):
        with pytest.raises(LibraryError, match=r"no such map|outdated"):
            read(library, token)


@pytest.mark.parametrize("damage", ["cut", "emptied", "rubbish", "one bit"])
def test_a_damaged_map_is_made_again(tmp_path: Path, invent: Callable[..., Description], damage: str) -> None:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(4)], segmentation="4x15")
    token = write_points(library, "pca")
    whole = read_payload(library, token)
    (path,) = library.cache_path.glob("map_points.*")
    content = bytearray(path.read_bytes())
    match damage:
        case "cut":
            del content[len(content) // 2 :]
        case "emptied":
            content.clear()
        case "rubbish":
            content[:] = b"no archive" * 100
        case "one bit":
            content[content.index(whole) + 10] ^= 1
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="outdated; load the page again"):
        read_payload(library, token)
    assert write_points(library, "pca") == token
    assert read_payload(library, token) == whole


def test_groups_are_coloured_by_their_size_and_the_unknown_is_grey() -> None:
    colouring = colour_groups(["b", "a", None, "b", "c", "c"], named=str.upper, rest="{n} more")
    assert [(one.name, one.n) for one in colouring.legend] == [("B", 2), ("C", 2), ("A", 1)]
    colours = [colouring.palette[code] for code in colouring.codes]
    first, second, third = GROUP_COLOURS[:3]
    assert colours == [first, third, UNKNOWN, first, second, second]


def test_groups_beyond_the_palette_are_one() -> None:
    values = [str(i) for i in range(len(GROUP_COLOURS) + 5)]
    colouring = colour_groups(values, named=str, rest="{n} more")
    assert not isinstance(colouring.legend, Scale)
    assert colouring.legend[-1].name == "5 more"
    assert colouring.legend[-1].n == 5
    assert Counter(colouring.palette[code] for code in colouring.codes)[UNKNOWN] == 5


@given(
    st.lists(
        st.none() | st.floats(min_value=-1e6, max_value=1e6, allow_subnormal=False), min_size=1, max_size=50
    ).filter(lambda values: any(value is not None for value in values)),
    st.booleans(),
)
def test_numbers_become_colours_in_their_order(values: list[float | None], logarithmic: bool) -> None:
    colouring = colour_numbers(values, logarithmic=logarithmic)
    assert len(colouring.codes) == len(values)
    unknown = len(colouring.palette) - 1
    known = [
        (value, int(code)) for value, code in zip(values, colouring.codes, strict=True) if value is not None
    ]
    assert all(code < unknown for _, code in known)
    assert [code for _, code in sorted(known)] == sorted(code for _, code in known)
    assert all(
        (code == unknown) == (value is None) for value, code in zip(values, colouring.codes, strict=True)
    )


def test_one_odd_number_does_not_spoil_the_scale() -> None:
    values: list[float | None] = [*np.linspace(60, 180, 200).tolist(), 10_000.0]
    scale = colour_numbers(values).legend
    assert isinstance(scale, Scale)
    assert scale.low < 70
    assert scale.high < 200


def test_colours_travel_as_one_byte_a_point() -> None:
    document = colour_groups(["a", "b", "a"], named=str, rest="").document()
    assert base64.b64decode(document["codes"]) == bytes([0, 1, 0])
    assert document["palette"][:2] == list(GROUP_COLOURS[:2])


def test_what_is_highlighted_travels_as_one_bit_a_point() -> None:
    bits = np.unpackbits(np.frombuffer(base64.b64decode(packed_mask([0, 8, 9], 10)), np.uint8))
    assert np.flatnonzero(bits).tolist() == [0, 8, 9]


def test_an_empty_library_has_nothing_to_colour_by(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    assert known_colourings(library) == []
    assert read_values(library, "tag", np.array([b"0" * 32])) == [None]
