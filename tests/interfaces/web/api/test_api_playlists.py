import pytest


def test_a_playlist_is_grown_from_seeds(api, id_of):
    moon, blue = id_of("Blue Moon"), id_of("Blue 🎵")
    grown = api.client.post("/playlist", json={"seeds": [moon], "n": 4, "max_per_artist": 0}).json()
    assert grown["tracks"][0]["track_id"] == moon
    assert [row["rank"] for row in grown["tracks"]] == [1, 2, 3, 4]
    assert [row["track_id"] for row in grown["seeds"]] == [moon]
    path = api.client.post("/playlist", json={"seeds": [moon], "to": blue, "n": 4}).json()
    assert path["tracks"][-1]["track_id"] == blue


@pytest.mark.parametrize(
    ("status", "wish"),
    [
        (422, {"seeds": []}),
        (422, {"seeds": ["../../etc/passwd"]}),
        (422, {"seeds": ["0" * 32], "n": 100_000}),
        (422, {"seeds": ["0" * 32], "diversity": 2}),
        (422, {"seeds": ["0" * 32], "unknown": 1}),
        (422, {}),
        (404, {"seeds": ["0" * 32]}),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(api, status, wish):
    api.refused(status, "POST", "/playlist", json=wish)


def test_a_path_takes_no_minus(api, id_of):
    moon, blue = id_of("Blue Moon"), id_of("Blue 🎵")
    api.refused(400, "POST", "/playlist", "leave out", json={"seeds": [moon], "to": blue, "minus": [blue]})


def test_playlists_are_kept_changed_and_forgotten(own, id_of):
    ids = [id_of("Blue Moon"), id_of("夜曲"), "0" * 32]
    kept = own.client.post("/playlists", json={"name": "晚上 <b>", "track_ids": ids, "recipe": {"n": 3}})
    assert kept.status_code == 201
    document = kept.json()
    assert [row["track_id"] for row in document["tracks"]] == ids[:2]
    assert document["missing"] == ids[2:]
    assert document["name"] == "晚上 <b>"
    number = document["playlist_id"]
    assert [row["n_tracks"] for row in own.get("/playlists")] == [3]
    changed = own.client.put(f"/playlists/{number}", json={"name": "b", "track_ids": ids[:1]}).json()
    assert (changed["name"], len(changed["tracks"]), changed["recipe"]) == ("b", 1, {})
    assert own.get(f"/playlists/{number}") == changed
    assert own.client.delete(f"/playlists/{number}").status_code == 204
    own.refused(404, "GET", f"/playlists/{number}", "no such playlist")
    own.refused(404, "DELETE", f"/playlists/{number}")
    own.refused(404, "PUT", f"/playlists/{number}", json={"name": "b", "track_ids": []})


@pytest.mark.parametrize("number", ["0", "-1", "x", "9999999999999999999999", "1%2f..%2f2"])
def test_a_playlist_has_a_number(api, number):
    answer = api.client.get(f"/playlists/{number}")
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("form", "mark"),
    [
        ("m3u8", "#EXTM3U"),
        ("xspf", "<playlist"),
        ("jspf", '"playlist"'),
        ("csv", "rank,title"),
        ("json", '"seeds"'),
    ],
)
def test_it_is_exported_in_every_format(own, id_of, form, mark):
    ids = [id_of("夜曲"), id_of('100% <odd> & "quoted" #1')]
    body = {"name": 'a/b\r\nset-cookie: "x" 夜', "track_ids": ids}
    own.refused(400, "POST", "/playlists", json={**body, "name": "\x00"})
    number = own.client.post("/playlists", json={**body, "name": 'a/b "x" 夜'}).json()["playlist_id"]
    answer = own.client.get(f"/playlists/{number}/export?format={form}")
    assert answer.status_code == 200
    assert mark in answer.text
    assert "夜曲" in answer.text
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''a%20b")
    own.refused(422, "GET", f"/playlists/{number}/export?format=exe")


def test_a_playlist_of_ten_thousand_tracks(own, id_of):
    ids = [id_of("Blue Moon"), id_of("夜曲")] * 5000
    kept = own.client.post("/playlists", json={"name": "long", "track_ids": ids})
    assert kept.status_code == 201
    assert [row["track_id"] for row in kept.json()["tracks"]] == ids
    lines = own.client.get(f"/playlists/{kept.json()['playlist_id']}/export").text.splitlines()
    assert sum(not line.startswith("#") for line in lines) == 10_000
    many = {"name": "long", "track_ids": ids * 11}
    own.refused(422, "POST", "/playlists", json=many)


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "x", "track_ids": [], "recipe": {"a": NaN}}',
        b'{"name": "x", "track_ids": [], "recipe": {"a": "' + b"x" * 30_000 + b'"}}',
        b'{"name": "\\ud800", "track_ids": []}',
        b"not json",
        b"[" * 5000,
        b"",
    ],
)
def test_rubbish_is_refused(own, body):
    answer = own.client.post("/playlists", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]["message"]
    assert own.get("/playlists") == []
