"""Two excerpts of each track come out of a library."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.discovery.selection.excerpts import selectable_feature_sets, stored_excerpts
from tunescape.errors import DiscoveryError
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch


def test_the_first_and_the_last_segment(tmp_path: Path, invent: Callable[..., Description]) -> None:
    library = Library(tmp_path, create=True)
    found = [invent(i, f"/music/{i}.flac") for i in range(3)]
    short = invent(7, "/music/short.flac")
    short.features["statistical"] = short.features["statistical"][:1]
    write_batch(library, [*found, short], segmentation="4x15")
    excerpts = stored_excerpts(library, "statistical")
    assert excerpts.feature_set == "statistical@1"
    assert excerpts.left_out == [short.track_id]
    assert excerpts.values.shape == (6, 42)
    for one in found:
        rows = [i for i, track_id in enumerate(excerpts.track_ids) if track_id == one.track_id]
        np.testing.assert_array_equal(excerpts.values[rows], one.features["statistical"][[0, -1]])


def test_only_what_has_distances_can_be_selected_from(empty_library: Library) -> None:
    assert "fingerprint" not in selectable_feature_sets()
    assert "default" not in selectable_feature_sets()
    with pytest.raises(DiscoveryError, match=r"no feature set 'fingerprint' .* choose from statistical"):
        stored_excerpts(empty_library, "fingerprint")
    with pytest.raises(DiscoveryError, match="no track has two segments of statistical@1"):
        stored_excerpts(empty_library, "statistical")
