"""``weights list`` and ``weights fetch``."""

import threading
from collections.abc import Callable
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from shelf import Outcome

from tunescape.weights import catalogue

Run = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path / "weights"


def test_the_list_says_all_that_is_needed_to_put_a_file_there_by_hand(tunescape: Run, folder: Path) -> None:
    rows = tunescape("weights", "list", "--json").document
    assert [row["name"] for row in rows] == list(catalogue.CATALOGUE)
    for row in rows:
        assert row["state"] == "missing"
        assert row["path"] == str(folder / row["file_name"])
        assert row["licence"]
        assert row["source"]
        assert row["bytes"] > 0
    shown = tunescape("weights", "list")
    assert (shown.code, shown.out) == (0, "")
    for row in rows:
        assert row["file_name"] in shown.err
        assert row["sha256"] is None or row["sha256"] in shown.err
    assert str(folder) in shown.err


def test_another_file_is_not_taken_for_the_published_one(tunescape: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "weights4_model.h5").write_bytes(b"something else")
    states = {row["name"]: row["state"] for row in tunescape("weights", "list", "--json").document}
    assert states == {"vgg16-keras": "missing", "vgg16-torchvision": "missing", "genre-32": "another file"}


def test_the_published_file_is_recognised(tunescape: Run, folder: Path, shared_data: Path) -> None:
    folder.mkdir()
    published = shared_data / "golden" / "genre_network" / "weights4_model.h5"
    (folder / "weights4_model.h5").symlink_to(published)
    assert tunescape("weights", "list", "--json").document[-1]["state"] == "there"


def test_fetch_from_a_server(
    tunescape: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "net.h5").write_bytes(b"weights" * 1000)

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(served))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    file = replace(
        catalogue.CATALOGUE["vgg16-keras"],
        url=f"http://127.0.0.1:{server.server_address[1]}/net.h5",
        bytes=7000,
        md5=None,
    )
    monkeypatch.setitem(catalogue.CATALOGUE, "vgg16-keras", file)
    try:
        fetched = tunescape("weights", "fetch", "vgg16-keras", "--json")
        assert fetched.code == 0, fetched.err
        assert fetched.document == {"name": "vgg16-keras", "file": str(file.path), "bytes": 7000}
        assert file.path.read_bytes() == b"weights" * 1000
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_what_cannot_be_fetched(tunescape: Run, folder: Path) -> None:
    assert tunescape("weights", "fetch", "genre-32").refused("no place to download", str(folder))
    assert tunescape("weights", "fetch", "nonsense").refused("no weights 'nonsense'", "vgg16-keras")


@pytest.mark.deep
def test_what_needs_missing_weights_says_so(tunescape: Run, folder: Path, shelf: object) -> None:
    analyzed = tunescape("analyze", shelf.music, "--features", "vgg16-mel", "--jobs", 1)  # type: ignore[attr-defined]
    assert analyzed.refused("weights missing", "weights fetch vgg16-keras", str(folder))
