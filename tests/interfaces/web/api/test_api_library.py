import os

import pytest
from shelf import Shelf

from tunescape.interfaces.documents import failure_document, status_document
from tunescape.library.folders import list_folders
from tunescape.library.status import library_status


def test_status_failures_and_spaces_are_those_of_the_command_line(own):
    library = own.state.library
    status = own.get("/status")
    assert status == status_document(library_status(library)) | {"bytes": status["bytes"]}
    rows = own.get("/failures")
    assert rows == [failure_document(failure, when=True) for failure in library.failures()]
    assert own.client.get("/failures?limit=0").headers["x-total-count"] == "1"
    assert "default" in {row["name"] for row in own.get("/spaces")}
    assert own.get("/models") == []


def test_folders_are_added_and_taken_out(own, copied: Shelf):
    root = str(copied.music)
    (row,) = own.get("/folders")
    assert row == {"path": root, "files": 7, "there": True}
    assert own.client.delete("/folders", params={"path": root}).json() == []
    deeper = os.path.join(root, "deep")
    added = own.client.post("/folders", json={"path": deeper})
    assert (added.status_code, added.json()) == (201, [{"path": deeper, "files": 2, "there": True}])
    own.refused(404, "DELETE", f"/folders?path={root}", "no such folder")


@pytest.mark.parametrize(
    "path",
    ["/etc", "/", "relative", "", "/nowhere", "{music}/../..", "{music}/notes.txt", "{music}/a\0b"],
)
def test_only_folders_below_the_roots_are_added(own, copied: Shelf, path):
    before = list_folders(own.state.library)
    named = path.format(music=copied.music)
    answer = own.client.post("/folders", json={"path": named})
    assert answer.status_code in (400, 422)
    assert list_folders(own.state.library) == before
    for job in ({"kind": "analyze", "parameters": {"paths": [named]}},):
        assert own.client.post("/jobs", json=job).status_code in (400, 422)


def test_a_folder_elsewhere_and_one_that_is_not_there_get_the_same_words(own, tmp_path):
    there, nowhere = str(tmp_path), str(tmp_path / "nowhere")
    said = [own.refused(400, "POST", "/folders", json={"path": path}) for path in (there, nowhere)]
    assert said[0] == said[1]


def test_a_link_out_of_the_roots_is_not_followed(own, copied: Shelf, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    link = copied.music / "link"
    link.symlink_to(outside)
    try:
        own.refused(400, "POST", "/folders", "no such folder", json={"path": str(link)})
    finally:
        link.unlink()
