"""Nobody reads a file of the machine by writing its path where it does not belong."""

import json
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from fortress import SECRET, Fortress

pytestmark = pytest.mark.slow

_CLIMBS = (
    "../",
    "..%2f",
    "%2e%2e%2f",
    "%2e%2e/",
    "..%252f",
    "..\\",
    "..%5c",
    "%c0%ae%c0%ae/",
    "....//",
    ".%00./",
)


def _attacks(file: Path) -> list[str]:
    """Spellings of a file as parts of an address."""
    plain = str(file)
    climbs = [climb * 12 + plain.lstrip("/").replace(" ", "%20") for climb in _CLIMBS]
    absolute = [
        plain,
        "/" + plain,
        "file://" + plain,
        "\\\\127.0.0.1\\share",
        "C:\\windows\\win.ini",
        "~root/x",
    ]
    odd = [
        "\0",
        "x\0.flac",
        ".",
        "..",
        "/",
        "//",
        "",
        "%",
        "%zz",
        "%00",
        "%ff%fe",
        "\udcff",
        "a" * 5000,
        "\r\nX-Evil: 1",
    ]
    return climbs + [quote(name, safe="", errors="surrogateescape") for name in absolute + odd] + ["%2500"]


@pytest.fixture(scope="module")
def addresses(fortress: Fortress) -> dict[str, dict[str, dict[str, object]]]:
    return dict(fortress.get("/api/openapi.json")["paths"])


def test_no_part_of_an_address_is_a_path(fortress: Fortress, addresses, track_id):
    secret, database = fortress.outside / "secret.txt", fortress.library_path / "library.db"
    asked = 0
    for address, methods in addresses.items():
        names = [part[1:-1] for part in address.replace(".", "/").split("/") if part.startswith("{")]
        for method, name, file in product(methods, names, (secret, database)):
            for attack in _attacks(file):
                target = address.replace("{" + name + "}", attack)
                for other in names:
                    known = track_id if other == "track_id" else "1"
                    target = target.replace("{" + other + "}", known)
                answer = fortress.ask(f"/api{target}", method=method.upper())
                assert answer.status in range(400, 500), (method, target, answer.status)
                asked += 1
    assert asked > 500


def test_no_query_is_a_path(fortress: Fortress, addresses, track_id):
    secret = fortress.outside / "secret.txt"
    values = [
        "../" * 12 + str(secret).lstrip("/"),
        str(secret),
        f"file://{secret}",
        "\0",
        "x\0y",
        "..",
        "\udcff",
        "\r\nX-Evil: 1",
    ]
    for address, methods in addresses.items():
        target = (
            address.replace("{track_id}", track_id).replace("{view}", "waveform").replace("{number}", "1")
        )
        target = target.replace("{job_id}", "0" * 32).replace("{label}", "1")
        for method, described in methods.items():
            for parameter in described.get("parameters", []):
                if parameter["in"] != "query" or method != "get":
                    continue
                for value in values:
                    query = quote(value, safe="", errors="surrogateescape")
                    fortress.ask(f"/api{target}?{parameter['name']}={query}")


@pytest.mark.parametrize(
    "prefix",
    [
        "/",
        "/assets/{version}/",
        "/assets/",
        "/data/map/",
        "/data/reports/",
        "/track/",
        "/playlist/",
        "/_nicegui/{nicegui}/static/",
        "/_nicegui/{nicegui}/libraries/",
        "/_nicegui/{nicegui}/components/",
        "/_nicegui/{nicegui}/resources/x/",
        "/_nicegui/{nicegui}/esm/tune-player/",
        "/_nicegui/{nicegui}/dynamic_resources/",
        "/_nicegui/auto/static/",
        "/_nicegui/client/x/upload/",
    ],
)
def test_no_page_and_no_asset_is_a_path(fortress: Fortress, prefix):
    from importlib.metadata import version

    prefix = prefix.format(version=version("tunescape"), nicegui=version("nicegui"))
    for file in (fortress.outside / "secret.txt", fortress.library_path / "library.db", Path("/etc/passwd")):
        for attack in _attacks(file):
            answer = fortress.ask(prefix + attack)
            assert b"SQLite format" not in answer.body
            assert b"root:" not in answer.body


def test_a_link_out_of_the_folders_is_not_served(fortress: Fortress):
    found = [track for track in fortress.library.tracks() if track.title == "secret"]
    secret = (fortress.outside / "secret.flac").read_bytes()
    for track in found:
        for what in ("audio", "peaks", "midi", "pictures/waveform.png"):
            answer = fortress.ask(f"/api/tracks/{track.track_id}/{what}")
            assert answer.status == 404
            assert secret not in answer.body


def test_no_body_names_a_file(fortress: Fortress, track_id):
    secret = str(fortress.outside)
    climb = f"{fortress.music}/../outside"
    for place in (
        secret,
        climb,
        f"{fortress.music}/linked",
        f"{secret}/secret.flac",
        "/etc",
        "/",
        "..",
        "\0",
        "~",
    ):
        orders = (
            ("/api/folders", {"path": place}),
            ("/api/jobs", {"kind": "analyze", "parameters": {"paths": [place]}}),
            ("/api/jobs", {"kind": "train_genre", "parameters": {"name": "m", "labelled": place}}),
            ("/api/jobs", {"kind": "train_genre", "parameters": {"name": place}}),
            ("/api/jobs", {"kind": "evaluate", "parameters": {"labelled": place}}),
            ("/api/jobs", {"kind": "select_features", "parameters": {"labelled": place}}),
            ("/api/jobs", {"kind": "report", "parameters": {"against": place}}),
            ("/api/compare", {"a": place, "b": "rest"}),
            ("/api/compare", {"a": f"folder:{place}", "b": "rest"}),
            ("/api/compare", {"a": f"playlist:{place}", "b": "rest"}),
            ("/api/playlist", {"seeds": [place]}),
            ("/api/playlist", {"seeds": [track_id], "space": place}),
        )
        for address, order in orders:
            answer = fortress.post(address, order)
            assert answer.status in (400, 404, 422), (address, order, answer.text)


def test_the_same_words_for_what_is_and_what_is_not(fortress: Fortress):
    """Whether a file of the machine exists is nobody's business."""
    there = fortress.post("/api/folders", {"path": str(fortress.outside)})
    absent = fortress.post("/api/folders", {"path": str(fortress.outside / "absent")})
    assert json.loads(there.body) == json.loads(absent.body)
    assert SECRET in (fortress.outside / "secret.txt").read_bytes()
