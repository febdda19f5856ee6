"""What the server may be told, and when it needs a password."""

from pathlib import Path

import pytest

from tunescape.errors import SettingsError
from tunescape.interfaces.web.security.password import PasswordHash
from tunescape.interfaces.web.settings import WebSettings


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"port": 0}, "port 0 does not exist"),
        ({"port": 70_000}, "from 1 to 65535"),
        ({"host": ""}, "no address to listen on"),
        ({"host": "http://localhost"}, "no address to listen on"),
        ({"root_path": "music"}, "write it like /music"),
        ({"root_path": "/music/"}, "write it like /music"),
        ({"root_path": "/../x"}, "write it like /music"),
        ({"root_path": "/a<b"}, "write it like /music"),
        ({"allowed_hosts": ("http://music.example",)}, "without http://"),
        ({"allowed_hosts": ("a b",)}, "no name of a host"),
        ({"trusted_proxies": ("nginx",)}, "no address"),
        ({"max_upload_bytes": 0}, "needs room"),
    ],
)
def test_a_value_that_cannot_be_is_a_sentence(tmp_path: Path, values: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        WebSettings(library=tmp_path, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "values",
    [
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": "192.168.1.7"},
        {"host": "my-machine"},
        {"trusted_proxies": ("127.0.0.1",)},
        {"allowed_hosts": ("music.example",)},
        {"allowed_hosts": ("localhost.evil.example",)},
    ],
)
def test_where_others_come_a_password_is_needed_and_no_folder_is_open(
    tmp_path: Path, values: dict[str, object], password_hash: PasswordHash
) -> None:
    with pytest.raises(SettingsError, match=r"needs a password.*TUNESCAPE_PASSWORD"):
        WebSettings(library=tmp_path, **values)  # type: ignore[arg-type]
    settings = WebSettings(library=tmp_path, password_hash=password_hash, **values)  # type: ignore[arg-type]
    assert not settings.may_add(tmp_path)
    assert password_hash.digest.hex() not in repr(settings)
    assert repr(password_hash.digest) not in repr(settings)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"host": "localhost"},
        {"host": "::1"},
        {"host": "127.9.9.9"},
        {"allowed_hosts": ("localhost:9000",)},
    ],
)
def test_on_this_machine_alone_neither(tmp_path: Path, values: dict[str, object]) -> None:
    assert WebSettings(library=tmp_path, **values).may_add(tmp_path)  # type: ignore[arg-type]


def test_only_what_lies_in_an_allowed_folder_may_be_added(tmp_path: Path) -> None:
    music, secret = tmp_path / "music", tmp_path / "secret"
    for folder in (music / "jazz", secret, tmp_path / "music2"):
        folder.mkdir(parents=True)
    (music / "way out").symlink_to(secret)
    (tmp_path / "way in").symlink_to(music)
    settings = WebSettings(library=tmp_path, roots=(tmp_path / "way in",))
    assert settings.may_add(music)
    assert settings.may_add(music / "jazz")
    for outside in (tmp_path, secret, tmp_path / "music2", music / "way out", music / ".." / "secret"):
        assert not settings.may_add(outside), outside


def test_the_address_is_one_a_browser_takes(tmp_path: Path, password_hash: PasswordHash) -> None:
    def url(**values: object) -> str:
        return WebSettings(library=tmp_path, password_hash=password_hash, **values).url  # type: ignore[arg-type]

    assert url() == "http://127.0.0.1:8765/"
    assert url(host="::1", port=80) == "http://[::1]:80/"
    assert url(host="0.0.0.0", root_path="/music") == "http://127.0.0.1:8765/music/"
