"""Names that are not ours, pages that are not ours, proxies nobody named."""

from collections.abc import Callable

import pytest
from small_server import PASSWORD, Client

from tunescape.interfaces.web.security.password import PasswordHash

Serve = Callable[..., Client]

OURS = "http://127.0.0.1:8765"


def code_of(answer: object) -> str:
    document = answer.json()  # type: ignore[attr-defined]
    assert set(document) == {"error"}
    assert set(document["error"]) == {"code", "message", "hint"}
    return str(document["error"]["code"])


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST:8765", "localhost.:8765"]
)
def test_the_own_names_are_served(serve: Serve, host: str) -> None:
    assert serve().get("/api/list", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *(
            "evil.example",
            "evil.example:8765",
            "127.0.0.1",
            "127.0.0.1:9000",
            "127.0.0.1.evil.example:8765",
            "",
        ),
        *(
            "localhost:8765.evil.example",
            "user@127.0.0.1:8765",
            "localhost:8765, evil.example",
            "192.168.1.7:8765",
        ),
    ],
)
def test_a_name_that_points_here_is_refused(serve: Serve, host: str) -> None:
    answer = serve().get("/api/list", headers={"host": host})
    assert (answer.status_code, code_of(answer)) == (421, "unknown_host")
    assert serve().talk([], {"host": host, "origin": f"http://{host}"}) is None


def test_two_hosts_are_refused(serve: Serve) -> None:
    answer = serve().get("/", headers=[("host", "127.0.0.1:8765"), ("host", "evil.example")])
    assert answer.status_code == 421


def test_what_a_page_of_ours_does_is_done(serve: Serve) -> None:
    client = serve()
    assert client.post("/api/label", headers={"origin": OURS, "sec-fetch-site": "same-origin"}).json() == {
        "changed": True
    }
    assert client.talk(["abc", "夜"], {"origin": OURS}) == ["cba", "夜"]


@pytest.mark.parametrize(
    "origin",
    [
        *(
            "http://evil.example",
            "null",
            "http://127.0.0.1",
            "http://127.0.0.1:9000",
            "http://localhost:8765",
        ),
        *(
            "http://127.0.0.1:8765.evil.example",
            "file://",
            "",
            "http://127.0.0.1:8765/",
            "ws://127.0.0.1:8765",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_another_origin_asks_for_is_refused(serve: Serve, origin: str, method: str) -> None:
    client = serve()
    answer = client.request(method, "/api/label", headers={"origin": origin})
    assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")
    assert "access-control-allow-origin" not in answer.headers
    assert client.talk([], {"origin": origin}) is None


def test_a_socket_without_origin_is_refused(serve: Serve) -> None:
    assert serve().talk([], {}) is None


def test_a_socket_of_our_origin_opened_by_another_site_is_refused(serve: Serve) -> None:
    assert serve().talk([], {"origin": OURS, "sec-fetch-site": "cross-site"}) is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_may_link_but_not_embed(serve: Serve, site: str) -> None:
    client = serve()
    link = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code == 200
    for change in ({"sec-fetch-dest": "iframe"}, {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}):
        assert code_of(client.get("/", headers=link | change)) == "foreign_origin"
    assert code_of(client.post("/api/label", headers=link)) == "foreign_origin"


@pytest.mark.parametrize(
    "extra", [{"cookie": "a=b"}, {"sec-fetch-site": "none"}, {"sec-fetch-mode": "navigate"}]
)
def test_a_change_by_a_browser_needs_an_origin(serve: Serve, extra: dict[str, str]) -> None:
    assert code_of(serve().post("/api/label", headers=extra)) == "foreign_origin"


def test_a_program_needs_none(serve: Serve) -> None:
    assert serve().post("/api/label").status_code == 200


def test_answers_forbid_what_pages_do_not_need(serve: Serve) -> None:
    client = serve()
    for answer in (
        client.get("/"),
        client.get("/nowhere"),
        client.get("/", headers={"host": "evil.example"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http:" not in policy
        assert "*" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"


PROXY = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", "x-forwarded-host": "music.example"}


@pytest.fixture
def proxied(serve: Serve, password_hash: PasswordHash) -> Callable[..., Client]:
    def start(**settings: object) -> Client:
        values = {
            "allowed_hosts": ("music.example",),
            "trusted_proxies": ("127.0.0.1",),
            "password_hash": password_hash,
        }
        return serve(**(values | settings))

    return start


def logged_in(client: Client, **headers: str) -> dict[str, str]:
    token = client.post("/login", json={"password": PASSWORD}, headers=headers).json()["token"]
    return {"authorization": f"Bearer {token}", **headers}


def test_a_named_proxy_speaks_for_its_visitors(proxied: Serve) -> None:
    client = proxied(root_path="/music")
    seen = client.get("/api/list", headers=logged_in(client, **PROXY)).json()
    assert (seen["visitor"], seen["scheme"], seen["root"]) == ("203.0.113.9", "https", "/music")
    assert seen["url"] == "https://music.example/music/api/list"
    assert not [name for name in seen["headers"] if name.startswith("x-forwarded")]


def test_what_a_visitor_writes_into_the_chain_is_not_believed(proxied: Serve) -> None:
    client = proxied()
    forged = PROXY | {"x-forwarded-for": "127.0.0.1, 10.9.9.9, 203.0.113.9, 127.0.0.1"}
    assert client.get("/api/list", headers=logged_in(client, **forged)).json()["visitor"] == "203.0.113.9"


def test_a_proxy_cannot_bring_a_foreign_host(proxied: Serve) -> None:
    answer = proxied().get("/api/list", headers=PROXY | {"x-forwarded-host": "music.example, evil.example"})
    assert code_of(answer) == "unknown_host"


def test_behind_tls_a_plain_page_is_another_origin(proxied: Serve) -> None:
    client = proxied()
    headers = logged_in(client, **PROXY)
    assert client.post("/api/label", headers=headers | {"origin": "https://music.example"}).status_code == 200
    assert client.post("/api/label", headers=headers | {"origin": "http://music.example"}).status_code == 403


@pytest.mark.parametrize(
    "name", ["x-forwarded-for", "x-forwarded-host", "x-forwarded-prefix", "forwarded", "x-real-ip"]
)
def test_a_proxy_nobody_named_is_refused_where_no_password_is_asked_for(serve: Serve, name: str) -> None:
    answer = serve().get("/", headers={name: "10.0.0.1"})
    assert (answer.status_code, code_of(answer)) == (403, "unknown_proxy")


def test_with_a_password_its_word_is_only_dropped(serve: Serve, password_hash: PasswordHash) -> None:
    client = serve(password_hash=password_hash)
    seen = client.get("/api/list", headers=logged_in(client) | PROXY).json()
    assert (seen["visitor"], seen["scheme"]) == ("127.0.0.1", "http")


@pytest.mark.parametrize("path", ["/api/list", "/music/api/list"])
def test_the_sub_path_may_be_taken_off_or_left(serve: Serve, path: str) -> None:
    seen = serve(root_path="/music").get(path).json()
    assert (seen["root"], seen["url"]) == ("/music", f"{OURS}/music/api/list")
    assert serve(root_path="/music").get("/music").status_code == 200
    assert serve(root_path="/music").get("/musical").status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_open_to_all_addresses_it_is_visited_by_addresses_and_allowed_names(
    serve: Serve, password_hash: PasswordHash, host: str
) -> None:
    client = serve(host=host, password_hash=password_hash, allowed_hosts=("musik.example:8080",))
    for name, expected in {
        "192.168.1.7:8765": 200,
        "[fe80::1]:8765": 200,
        "localhost:9000": 200,
        "musik.example:8080": 200,
        "evil.example:8765": 421,
        "musik.example:9999": 421,
        "1.2.3.4.evil.example": 421,
    }.items():
        assert client.get("/login", headers={"host": name}).status_code == expected, name
