from collections.abc import Callable

import pytest

from tunescape.interfaces.documents import match_document, track_document

NOBODY = "0" * 32


def test_the_list_is_that_of_the_command_line_and_tells_how_many_there_are(api, shelf):
    answer = api.client.get("/tracks")
    assert answer.json() == [track_document(track) for track in shelf.library.tracks()]
    assert answer.headers["x-total-count"] == "6"
    page = api.client.get("/tracks", params={"limit": 2, "offset": 3, "sort": "title"})
    titles = sorted((track.title for track in shelf.library.tracks()), key=str.lower)
    assert [row["title"] for row in page.json()] == titles[3:5]
    assert page.headers["x-total-count"] == "6"
    assert api.get("/tracks?limit=0") == []


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("曲", {"夜曲"}),
        ("周杰", {"夜曲"}),
        ("BLUE", {"Blue 🎵", "Blue Moon"}),
        ("éTÉ", {"Été"}),
        ("[bold]", {"Blue 🎵"}),
        ("100%", {'100% <odd> & "quoted" #1'}),
        ("_", set()),
        ("' or 1=1 --", set()),
        ("moon.m4a", {"Blue Moon"}),
    ],
)
def test_any_part_of_title_artist_album_or_path_is_found_and_nothing_is_a_wildcard(api, q, titles):
    found = {row["title"] for row in api.get("/tracks", params={"q": q})}
    assert found == titles


def test_conditions_are_those_of_the_command_line(api):
    rows = api.get("/tracks", params={"where": 'artist = "the sines"', "sort": "-duration_s"})
    assert [row["title"] for row in rows] == ["Blue 🎵", "Café", "Blue Moon"]
    api.refused(400, "GET", "/tracks?where=tempo_bpm >", "cannot read the condition")
    api.refused(400, "GET", "/tracks?sort=beauty", "there is no field beauty")
    deep = "(year = 1 or (year = 1 and " * 60 + "year = 1" + "))" * 60
    answer = api.client.get("/tracks", params={"where": deep})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "wrong",
    ["limit=-1", "limit=1001", "limit=x", "offset=-1", "offset=9999999999999", "q=" + "x" * 201],
)
def test_what_cannot_be_is_said_in_one_sentence(api, wrong):
    error = api.refused(422, "GET", f"/tracks?{wrong}", wrong.split("=")[0])
    assert error["code"] == "invalid"


def test_html_in_a_title_stays_text(api, shelf):
    (row,) = api.get("/tracks", params={"q": "<odd>"})
    assert row["title"] == '100% <odd> & "quoted" #1'
    assert api.client.get("/tracks").headers["content-type"] == "application/json"


def test_all_that_is_known_of_one_track(api, id_of: Callable[[str], str]):
    shown = api.get(f"/tracks/{id_of('夜曲')}")
    assert shown["track"]["artist"] == "周杰倫"
    assert len(shown["files"]) == 2
    assert {"tempo", "key", "tags", "warnings", "feature_sets"} <= shown.keys()
    strange = api.client.get(f"/tracks/{id_of('Café')}")
    assert r"caf\udce9.flac" in strange.text  # a name that is no UTF-8 survives
    api.refused(404, "GET", f"/tracks/{NOBODY}", "no such track")


@pytest.mark.parametrize("odd", ["..%2f..%2fetc", "%2e%2e", "zz", "A" * 32, NOBODY + "0", f"{NOBODY}%00"])
@pytest.mark.parametrize("rest", ["", "/similar", "/audio", "/peaks", "/pictures/mel.png", "/midi"])
def test_nothing_but_a_whole_id_names_a_track(api, odd, rest):
    answer = api.client.get(f"/tracks/{odd}{rest}")
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["message"]


def test_what_sounds_like_a_track_is_what_the_command_line_says(api, shelf, id_of):
    from tunescape.discovery.neighbours import similar
    from tunescape.discovery.sound import find_sound

    track = id_of("Blue Moon")
    expected = similar(shelf.library, find_sound(shelf.library, track), n=3)
    rows = api.get(f"/tracks/{track}/similar?n=3")
    assert rows == [match_document(match) for match in expected]
    with_reasons = api.get(f"/tracks/{track}/similar?n=3&why=true")
    assert [row["track_id"] for row in with_reasons] == [row["track_id"] for row in rows]
    for row in with_reasons:
        parts = [block["contribution"] for block in row["why"]["blocks"]]
        assert sum(parts) == pytest.approx(row["similarity"], abs=1e-6)
    assert api.get(f"/tracks/{track}/similar?space=statistical")
    assert api.get(f"/tracks/{track}/similar?rhythm=0")
    api.refused(400, "GET", f"/tracks/{track}/similar?space=nonsense", "nonsense")


def test_a_genre_said_by_hand_counts_until_it_is_taken_back(own, id_of):
    track = id_of("夜曲")
    said = own.client.put(f"/tracks/{track}/label", json={"genre": "  R&B "})
    assert said.json()["genre"] == "R&B"
    assert own.get("/tracks?where=genre = 'r%26b'")[0]["track_id"] == track
    assert own.client.delete(f"/tracks/{track}/label").json()["genre"] == "流行"
    own.refused(400, "PUT", f"/tracks/{track}/label", "no name for a genre", json={"genre": "\n"})
    own.refused(422, "PUT", f"/tracks/{track}/label", json={"genre": "x", "more": 1})
    own.refused(404, "PUT", f"/tracks/{NOBODY}/label", json={"genre": "x"})
