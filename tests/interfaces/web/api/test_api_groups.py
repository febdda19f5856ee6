import io
import json

import pytest
from api_client import Api
from PIL import Image

from tunescape.interfaces.web.settings import WebSettings
from tunescape.interfaces.web.state import WebState


@pytest.fixture(scope="module")
def many(tmp_path_factory, grouped):
    """The API on 60 tracks of three clear groups, clustered."""
    from tunescape.discovery.clusters.clustering import cluster_library
    from tunescape.discovery.clusters.request import ClusterRequest

    path = tmp_path_factory.mktemp("many")
    library = grouped(path, 20, 20, 20)
    cluster_library(library, ClusterRequest(space="statistical"))
    state = WebState(WebSettings(library=path))
    yield Api(state)
    state.workers.stop()


def test_clusters_are_those_of_the_command_line(many):
    from tunescape.interfaces.cluster_documents import clustering_document
    from tunescape.library.cluster_store import read_clustering

    library = many.state.library
    tracks = {track.track_id: track for track in library.tracks()}
    found = read_clustering(library)
    assert many.get("/clusters") == json.loads(json.dumps(clustering_document(found, tracks)))
    assert len(many.get("/clusters")["clusters"]) == 3


def test_a_cluster_is_renamed(many):
    renamed = many.client.patch("/clusters/1", json={"name": "深夜 <i>"}).json()
    assert (renamed["clusters"][0]["name"], renamed["clusters"][0]["renamed"]) == ("深夜 <i>", True)
    many.refused(400, "PATCH", "/clusters/2", "already", json={"name": "深夜 <I>"})
    many.refused(404, "PATCH", "/clusters/99", json={"name": "x"})
    many.refused(422, "PATCH", "/clusters/1", json={"name": ""})


def test_curves_are_a_picture(many):
    assert Image.open(io.BytesIO(many.client.get("/clusters/curves.png").content)).format == "PNG"


def test_without_clusters_there_are_none(api):
    api.refused(404, "GET", "/clusters", "no clusters yet")
    api.refused(404, "GET", "/clusters/curves.png", "no clusters yet")


def test_the_map_is_arrays_of_one_length(many):
    from tunescape.discovery.layout import library_layout
    from tunescape.discovery.own_spaces import find_space

    columns = "track_id,genre,tag,tempo_bpm,cluster_name"
    drawn = many.get(f"/map?space=statistical&columns={columns}")
    assert list(drawn["columns"]) == columns.split(",")
    assert {len(values) for values in (drawn["x"], drawn["y"], *drawn["columns"].values())} == {60}
    layout = library_layout(many.state.library, find_space(many.state.library, "statistical"))
    assert drawn["columns"]["track_id"] == layout.track_ids
    assert drawn["x"] == pytest.approx(layout.coordinates[:, 0], abs=1e-4)
    assert set(drawn["columns"]["genre"]) == {"jazz", "metal", "Hip-Hop"}
    assert set(drawn["columns"]["tag"]) == {"jazz"}
    many.refused(400, "GET", "/map?space=statistical&columns=path", "no column")
    many.refused(422, "GET", "/map?method=umap")


def test_two_groups_are_compared(many):
    groups = {"a": 'genre = "jazz"', "b": 'genre = "metal"', "seed": 1}
    compared = many.client.post("/compare", json=groups).json()
    assert compared["summary"]
    assert compared["differences"][0].keys() >= {"feature", "effect_size", "ci_low", "p_adjusted"}
    assert (compared["a"]["tracks"], compared["b"]["tracks"]) == (20, 20)


def test_a_playlist_is_compared_with_the_rest(many):
    rows = many.get("/tracks?where=genre = 'jazz'")
    body = {"name": "jazz", "track_ids": [row["track_id"] for row in rows]}
    number = many.client.post("/playlists", json=body).json()["playlist_id"]
    compared = many.client.post(
        "/compare", json={"a": f"playlist:{number}", "b": "rest", "lang": "zh"}
    ).json()
    assert (compared["a"]["tracks"], compared["b"]["tracks"]) == (20, 40)
    assert compared["a"]["name"] == "jazz"


@pytest.mark.parametrize(
    "group",
    [
        "/etc",
        "/etc/passwd",
        "folder:/etc",
        "folder:/",
        "../../x.m3u8",
        "/tmp/a=b.m3u8",
        "nonsense",
        "folder:a\0b",
    ],
)
def test_no_file_of_the_machine_is_a_group(many, group):
    many.refused(400, "POST", "/compare", json={"a": group, "b": "rest"})


def test_a_comparison_needs_one_other_thing(many):
    many.refused(422, "POST", "/compare", "b or correlate", json={"a": "year = 1"})
    many.refused(422, "POST", "/compare", json={"a": "year = 1", "b": "rest", "correlate": "rank"})
    many.refused(400, "POST", "/compare", json={"a": "rest", "b": "rest"})
    many.refused(404, "POST", "/compare", json={"a": "playlist:999", "b": "rest"})
