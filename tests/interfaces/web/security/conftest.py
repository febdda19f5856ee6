"""The small app behind a guard of any settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_server import PASSWORD, Client, Time, small_app

from tunescape.interfaces.web.security.guard import guard
from tunescape.interfaces.web.security.password import PasswordHash, hash_password
from tunescape.interfaces.web.settings import WebSettings


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(scope="session")
def password_hash() -> PasswordHash:
    return hash_password(PASSWORD)


@pytest.fixture
def serve(tmp_path: Path, time: Time) -> Callable[..., Client]:
    """A function from settings to a client of the guarded app."""

    def start(**settings: object) -> Client:
        known = WebSettings(library=tmp_path, **settings)  # type: ignore[arg-type]
        return Client(guard(small_app(), known, clock=time.clock, sleep=time.sleep))

    return start
