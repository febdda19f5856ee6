"""The password: who does not know it sees one page, and learns nothing by guessing."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_server import PASSWORD, Client, Time

from tunescape.errors import SettingsError
from tunescape.interfaces.web.security.login import local_target
from tunescape.interfaces.web.security.password import PasswordHash, hash_password
from tunescape.interfaces.web.security.sessions import IDLE_S, LIFETIME_S, SessionTable
from tunescape.interfaces.web.security.throttle import LONGEST_DELAY_S, LONGEST_WAIT_S, Throttle

OURS = "http://127.0.0.1:8765"
BROWSER = {"accept": "text/html,application/xhtml+xml", "origin": OURS}

Serve = Callable[..., Client]


@pytest.fixture
def locked(serve: Serve, password_hash: PasswordHash) -> Client:
    return serve(password_hash=password_hash)


def log_in(client: Client, password: str = PASSWORD, **fields: str) -> httpx.Response:
    return client.post("/login", data={"password": password, **fields}, headers=BROWSER)


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    return {"cookie": answer.headers["set-cookie"].partition(";")[0]}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/api/list",
            "/api/hear",
            "/docs",
            "/openapi.json",
            "/nowhere",
            "/_nicegui/3/static/nicegui.js",
        ),
        *("/login/", "/login/../api/list", "//login", "/Login", "/login%2f..%2fapi/list", "/login;/api/list"),
        *("/api/list?/login", "/api/list/login", "/%2e%2e/login", "/login%00", "/login%0a", "/logout/x"),
    ],
)
def test_without_a_session_there_is_nothing(locked: Client, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        answer = locked.request(method, path)
        assert answer.status_code == 401, method
        assert answer.headers["www-authenticate"] == "Bearer"
    assert locked.get(path).json()["error"]["code"] == "login_needed"


def test_a_browser_is_led_to_the_login_and_back(locked: Client) -> None:
    led = locked.get("/track/夜?q=a%26b", headers=BROWSER)
    assert led.status_code == 303
    asked = urlsplit(led.headers["location"])
    assert asked.path == "/login"
    page = locked.get(led.headers["location"], headers=BROWSER)
    hidden = re.search(r'name="next" value="([^"]*)"', page.text)
    assert hidden
    back = log_in(locked, next=hidden[1])
    assert back.status_code == 303
    assert unquote(back.headers["location"]) == "/track/夜?q=a&b"
    assert locked.get("/", headers=BROWSER | cookie_of(back)).text == "<title>music</title>"


def test_the_cookie_is_for_this_server_alone(serve: Serve, password_hash: PasswordHash) -> None:
    plain = log_in(serve(password_hash=password_hash))
    morsel = SimpleCookie(plain.headers["set-cookie"])["tunescape_8765"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["secure"]) == (
        True,
        "Strict",
        "/",
        "",
    )
    assert len(morsel.value) >= 43
    behind = serve(
        password_hash=password_hash,
        root_path="/music",
        trusted_proxies=["127.0.0.1"],
        allowed_hosts=["music.example"],
    )
    forwarded = {"host": "music.example", "x-forwarded-proto": "https", "origin": "https://music.example"}
    secure = behind.post("/login", data={"password": PASSWORD}, headers=forwarded)
    assert secure.headers["location"] == "/music/"
    morsel = SimpleCookie(secure.headers["set-cookie"])["tunescape_8765"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["secure"]) == (
        True,
        "Strict",
        "/music",
        True,
    )


def test_a_program_gets_a_token(locked: Client) -> None:
    answer = locked.post("/login", json={"password": PASSWORD})
    assert "set-cookie" not in answer.headers
    bearer = {"authorization": f"Bearer {answer.json()['token']}"}
    assert locked.get("/api/list", headers=bearer).status_code == 200
    assert (
        locked.get("/api/list", headers={"authorization": f"Bearer {PASSWORD.encode().hex()}"}).status_code
        == 401
    )


def test_logging_out_ends_the_session_and_its_sockets(locked: Client) -> None:
    cookie = cookie_of(log_in(locked))
    socket = {"origin": OURS, **cookie}
    assert locked.talk(["ab"], {"origin": OURS}) is None
    assert locked.talk(["ab"], socket) == ["ba"]
    # the last message arrives after the session has ended
    tried = _elsewhere(lambda: locked.post("/logout", headers=BROWSER | cookie))
    assert locked.talk(["ab", "cd"], socket, before={1: tried}) == ["ba"]
    assert locked.get("/api/list", headers=cookie).status_code == 401


def _elsewhere(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(call).result()

    return run


@pytest.mark.parametrize(
    "cookie", ["tunescape_8765=", "tunescape_8765=x", "tunescape_8765=a; tunescape_8765=b", "=;;=,"]
)
def test_a_made_up_cookie_opens_nothing(locked: Client, cookie: str) -> None:
    assert locked.get("/api/list", headers={"cookie": cookie}).status_code == 401


def test_wrong_passwords_wait_longer_and_longer(locked: Client, time: Time) -> None:
    for _ in range(5):
        answer = log_in(locked, "wrong " + PASSWORD)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
    assert time.slept == [1.0, 2.0, 4.0, 8.0]
    sent_away = log_in(locked)
    assert sent_away.status_code == 429
    assert 10 < int(sent_away.headers["retry-after"]) <= 16
    assert len(time.slept) == 4
    time.now += int(sent_away.headers["retry-after"])
    assert log_in(locked).status_code == 303
    assert log_in(locked).status_code == 303
    assert sum(time.slept[4:]) < 1


def test_many_tries_at_once_are_no_way_around(locked: Client, time: Time) -> None:
    async def flood() -> list[int]:
        tries = [locked.arequest("POST", "/login", json={"password": f"guess {i}"}) for i in range(20)]
        return [answer.status_code for answer in await asyncio.gather(*tries)]

    statuses = asyncio.run(flood())
    assert statuses.count(401) <= 8
    assert statuses.count(429) == 20 - statuses.count(401)
    assert max(time.slept) >= 4


def test_one_visitor_does_not_lock_out_the_others() -> None:
    time = Time()
    throttle = Throttle(time.clock)
    while throttle.reserve("203.0.113.9")[1]:
        pass
    assert throttle.reserve("203.0.113.9") == (throttle.reserve("203.0.113.9")[0], False)
    waits, may = throttle.reserve("198.51.100.1")
    assert may
    assert waits < 2


def test_many_addresses_are_no_way_around_either() -> None:
    throttle = Throttle(Time().clock)
    at_once = sum(throttle.reserve(f"203.0.{i // 256}.{i % 256}")[1] for i in range(5000))
    assert at_once < 40
    # all addresses of one household are one visitor
    household = Throttle(Time().clock)
    assert sum(household.reserve(f"2001:db8:0:1::{i:x}")[1] for i in range(100)) < 8


@given(st.lists(st.tuples(st.sampled_from(["a", "10.0.0.1", "::1"]), st.floats(0, 100)), max_size=60))
def test_waiting_is_bounded(tries: list[tuple[str, float]]) -> None:
    time = Time()
    throttle = Throttle(time.clock)
    for address, pause_s in tries:
        wait_s, may_wait = throttle.reserve(address)
        assert 0 <= wait_s <= LONGEST_WAIT_S + LONGEST_DELAY_S
        assert may_wait == (wait_s <= LONGEST_WAIT_S)
        time.now += pause_s


def test_a_session_ends_unused_or_old(time: Time) -> None:
    sessions = SessionTable(time.clock)
    token = sessions.begin()
    began = time.now
    while time.now - began < LIFETIME_S - IDLE_S / 2:
        time.now += IDLE_S / 2
        assert sessions.is_open(token) == (time.now - began < LIFETIME_S)
    time.now = began + LIFETIME_S
    assert not sessions.is_open(token)
    other = sessions.begin()
    time.now += IDLE_S
    assert not sessions.is_open(other)


def test_the_table_of_sessions_is_bounded(time: Time) -> None:
    sessions = SessionTable(time.clock)
    first = sessions.begin()
    tokens = set()
    for _ in range(1500):
        time.now += 1
        tokens.add(sessions.begin())
    assert len(tokens) == 1500
    assert len(sessions) == 1000
    assert not sessions.is_open(first)
    assert not sessions.is_open(None)


def test_only_a_hash_is_kept_and_it_is_salted(password_hash: PasswordHash) -> None:
    assert PASSWORD.encode() not in password_hash.salt + password_hash.digest
    assert hash_password(PASSWORD).digest != password_hash.digest
    assert password_hash.matches(PASSWORD)
    assert not password_hash.matches(PASSWORD + " ")
    assert not password_hash.matches("\ud800")


def test_a_letter_typed_in_two_ways_is_one() -> None:
    assert hash_password("caf\u00e9 au lait").matches("cafe\u0301 au lait")


@pytest.mark.parametrize("text", ["", "1234567", "x" * 1025])
def test_a_password_has_a_length(text: str) -> None:
    with pytest.raises(SettingsError, match="8 to 1024"):
        hash_password(text)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b'{"password": 5}', "application/json"),
        (b"[" * 16_000, "application/json"),
        (b"\xff", "application/x-www-form-urlencoded"),
        (b"next=/", "application/x-www-form-urlencoded"),
        (b"a=b&" * 20, "application/x-www-form-urlencoded"),
        (b"password=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"password=a", "text/plain"),
    ],
)
def test_rubbish_is_no_login(locked: Client, time: Time, content: bytes, kind: str) -> None:
    answer = locked.post("/login", content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_login")
    assert time.slept == []


def test_another_site_can_neither_log_in_nor_out(locked: Client) -> None:
    foreign = {"origin": "http://evil.example"}
    assert locked.post("/login", data={"password": PASSWORD}, headers=foreign).status_code == 403
    assert locked.post("/logout", headers=foreign).status_code == 403
    assert locked.get("/logout", headers=BROWSER).status_code == 405


@pytest.mark.parametrize(
    "target",
    [
        *(
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
        ),
        *(
            "/music/../../x",
            "/music//evil.example",
            "/musical",
            "",
            "/login",
            "/music/login?next=/music/login",
            "/夜",
        ),
    ],
)
def test_the_login_leads_nowhere_else(target: str) -> None:
    assert local_target(target, "/music") == "/music/"


@given(st.text(max_size=60))
def test_wherever_it_leads_it_is_here(asked: str) -> None:
    target = urlsplit(local_target(asked, ""))
    assert (target.scheme, target.netloc) == ("", "")
    assert target.path.startswith("/")


def test_the_page_asks_in_the_language_of_the_browser(locked: Client) -> None:
    for asked, path, text in (
        ("zh-CN,zh;q=0.9,en;q=0.8", "/login", "密码"),
        ("de,en;q=0.7", "/login", "Password"),
        ("en", "/login?lang=zh", "密码"),
    ):
        assert text in locked.get(path, headers=BROWSER | {"accept-language": asked}).text


def test_the_page_needs_nothing_else_and_shows_text_as_text(locked: Client) -> None:
    page = locked.get("/login?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", headers=BROWSER)
    assert "<script" not in page.text
    assert not re.search(r"https?://", page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
