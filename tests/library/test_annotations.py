"""Documents of tracks are kept by name, and a newer version takes an older one's place."""

from pathlib import Path

from tunescape.library.annotations import annotation_names, read_annotation, write_annotation
from tunescape.library.store import Library


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    assert read_annotation(library, "a" * 32, "beats@1") is None
    write_annotation(library, "a" * 32, "beats@1", {"beats": [0.5, 1.0], "名": None})
    write_annotation(library, "b" * 32, "beats@1", [])
    assert read_annotation(Library(tmp_path), "a" * 32, "beats@1") == {"beats": [0.5, 1.0], "名": None}
    assert read_annotation(library, "b" * 32, "beats@1") == []


def test_a_new_version_replaces_the_old_and_nothing_else(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    for name in ("beats@1", "beats_fine@1", "chords@1", "beats@2"):
        write_annotation(library, "a" * 32, name, name)
    assert annotation_names(library, "a" * 32) == ("beats@2", "beats_fine@1", "chords@1")
    assert read_annotation(library, "a" * 32, "beats@1") is None
