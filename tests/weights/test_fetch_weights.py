"""Model files come whole and checked, or not at all; without a network somebody is told what to put where."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from tunescape.errors import WeightsError
from tunescape.weights.catalogue import CATALOGUE, WeightFile, find_weights, weights_folder
from tunescape.weights.fetch import check_file, fetch_weights

CONTENT = np.random.default_rng(0).bytes(300_000)


@dataclass
class Server:
    """Serves one file on 127.0.0.1; cuts the first ``cuts`` answers off in the middle."""

    content: bytes = CONTENT
    cuts: int = 0
    resumes: bool = True
    asked: list[str | None] = field(default_factory=list)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers.get("Range")
        self.asked.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.resumes else 0
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        handler.send_header("Content-Length", str(len(self.content) - start))
        handler.end_headers()
        part = self.content[start:]
        if self.cuts:
            self.cuts -= 1
            part = part[: len(part) // 2]
        handler.wfile.write(part)


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{http.server_address[1]}/weights.h5"
    yield served
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def file(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WeightFile:
    monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path / "weights"))
    return WeightFile(
        name="test",
        file_name="weights.h5",
        summary="",
        source="",
        licence="",
        url=server.url,
        bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        md5=hashlib.md5(CONTENT).hexdigest(),
    )


def lies_alone(file: WeightFile) -> bool:
    return [path.name for path in file.path.parent.iterdir()] == [file.file_name]


def test_it_comes_whole_and_only_once(server: Server, file: WeightFile) -> None:
    told: list[tuple[int, int]] = []
    path = fetch_weights(file, on_progress=lambda there, total: told.append((there, total)))
    assert path == file.path
    assert path.read_bytes() == CONTENT
    assert lies_alone(file)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    fetch_weights(file)
    assert server.asked == [None]


@pytest.mark.parametrize("resumes", [True, False])
def test_what_is_cut_off_goes_on_where_it_was(server: Server, file: WeightFile, resumes: bool) -> None:
    server.cuts, server.resumes = 2, resumes
    assert fetch_weights(file).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=150000-", "bytes=225000-" if resumes else "bytes=150000-"]
    assert lies_alone(file)


def test_an_earlier_run_is_gone_on_with(server: Server, file: WeightFile) -> None:
    file.path.parent.mkdir()
    file.path.with_name(".weights.h5.part").write_bytes(CONTENT[:1000])
    assert fetch_weights(file).read_bytes() == CONTENT
    assert server.asked == ["bytes=1000-"]


@pytest.mark.parametrize("digest", ["sha256", "md5"])
def test_another_file_of_the_same_size_is_refused(server: Server, file: WeightFile, digest: str) -> None:
    server.content = CONTENT[:-1] + b"x"
    known = replace(file, sha256=None) if digest == "md5" else replace(file, md5=None)
    with pytest.raises(WeightsError, match=f"its {digest} is") as refused:
        fetch_weights(known)
    assert str(file.path) in str(refused.value.hint)
    assert not list(file.path.parent.iterdir())


def test_a_file_that_does_not_end_is_refused(server: Server, file: WeightFile) -> None:
    server.content = CONTENT * 2
    with pytest.raises(WeightsError, match="sends more than"):
        fetch_weights(file)
    assert not list(file.path.parent.iterdir())


def test_what_lies_there_and_is_another_file_is_replaced(file: WeightFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b"something else")
    assert fetch_weights(file).read_bytes() == CONTENT


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/weights.h5", "http://no.such.host.invalid/weights.h5"])
def test_offline_it_says_what_to_put_where(file: WeightFile, url: str) -> None:
    with pytest.raises(WeightsError, match="cannot be downloaded") as refused:
        fetch_weights(replace(file, url=url), timeout_s=2)
    assert url in refused.value.reason
    assert str(file.path) in str(refused.value.hint)


def test_what_is_nowhere_to_download_can_be_put_there(file: WeightFile) -> None:
    with pytest.raises(WeightsError, match="no place to download") as refused:
        fetch_weights(replace(file, url=None))
    assert str(file.path) in str(refused.value.hint)


def test_a_folder_that_cannot_be_written(file: WeightFile) -> None:
    file.path.parent.write_text("in the way")
    with pytest.raises(WeightsError, match="cannot be written"):
        fetch_weights(file)


class TestCatalogue:
    def test_every_file_has_a_name_of_its_own_and_a_digest(self) -> None:
        assert len({file.file_name for file in CATALOGUE.values()}) == len(CATALOGUE)
        for name, file in CATALOGUE.items():
            assert file.name == name
            assert file.bytes > 0
            assert file.sha256 or file.md5
            for digest, length in ((file.sha256, 64), (file.md5, 32)):
                assert digest is None or (len(digest) == length and set(digest) <= set("0123456789abcdef"))
            assert file.url is None or file.url.startswith("https://")

    def test_torchvision_says_the_beginning_of_its_digest_in_the_name(self) -> None:
        file = CATALOGUE["vgg16-torchvision"]
        assert str(file.sha256).startswith(file.file_name.removeprefix("vgg16-").removesuffix(".pth"))

    def test_the_network_of_the_study_is_the_one_that_is_listed(self, shared_data: Path) -> None:
        golden = shared_data / "golden" / "genre_network" / "weights4_model.h5"
        assert check_file(golden, CATALOGUE["genre-32"]) is None

    def test_the_folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("TUNESCAPE_WEIGHTS", raising=False)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert weights_folder().name == "weights"
        monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path / "elsewhere"))
        assert weights_folder() == tmp_path / "elsewhere"

    def test_a_missing_file_says_how_to_get_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path))
        with pytest.raises(WeightsError, match="weights missing") as missing:
            find_weights("vgg16-keras")
        assert "tunescape weights fetch vgg16-keras" in str(missing.value.hint)
        assert str(tmp_path) in str(missing.value.hint)
        (tmp_path / CATALOGUE["vgg16-keras"].file_name).write_bytes(b"by hand")
        assert find_weights("vgg16-keras").read_bytes() == b"by hand"
