"""A server under attack, and what it is attacked with."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from raw_http import Answer, ask
from serving import Server

from tunescape.interfaces.web.spool import PREFIX
from tunescape.library.store import Library

__all__ = ["EVIL", "EVIL_NAME", "EVIL_TITLES", "PLACE", "SECRET", "Fortress"]

SECRET = b"nobody is to read this"
PLACE = "a hidden place"
"""Part of the path of everything; the blanks are no accident."""

EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=1</script>'
EVIL_NAME = "<img src=x onerror=window.evil=1>"
"""As a file may be called."""

EVIL_TITLES = (
    EVIL,
    "</textarea></script><svg onload=window.evil=1>{{constructor.constructor('window.evil=1')()}}",
    '=HYPERLINK("http://198.51.100.1")',
    "line\r\nX-Evil: 1\r\n\r\n#EXTINF:0,evil\n/etc/passwd",
    "${window.evil=1} <a href='javascript:window.evil=1'>夜</a> <b>bold</b>",
    "javascript:window.evil=1",
)


@dataclass(frozen=True)
class Fortress:
    """A server under attack.

    Attributes
    ----------
    server : Server
    folder : Path
        Holds all of it: no answer may name it.
    music, outside, library_path : Path
    log : Path
        What the server says to whoever started it.
    temporary : Path
        Where the server puts what is not to stay.
    """

    server: Server
    folder: Path
    music: Path
    outside: Path
    library_path: Path
    log: Path
    temporary: Path

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def library(self) -> Library:
        return Library(self.library_path)

    def ask(self, target: str | bytes, **options: Any) -> Answer:
        """Ask, and see to it that nothing was given away."""
        answer = ask(self.url, target, **options)
        assert answer.status != 500 or "/_nicegui/" in str(target), (target, answer.text)
        assert SECRET not in answer.body, target
        assert "x-evil" not in answer.headers, target
        if answer.status >= 400:
            told = (target if isinstance(target, str) else target.decode("latin-1"), options.get("body", b""))
            sent = unquote(told[0]) + (
                told[1].decode("utf-8", "replace") if isinstance(told[1], bytes) else ""
            )
            self.tells_nothing(answer.text, sent=sent)
        return answer

    def post(self, target: str, document: object) -> Answer:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.ask(target, method="POST", body=body, headers={"content-type": "application/json"})

    def upload_address(self) -> str:
        """Return where the page of the library sends what is dropped on it."""
        found = re.search(r"/_nicegui/client/[\w-]+/upload/\d+", self.ask("/").text)
        assert found
        return found[0]

    def get(self, target: str) -> Any:
        answer = self.ask(target)
        assert answer.status == 200, answer.text
        return json.loads(answer.body)

    def traces(self) -> list[str]:
        """Return what lies where the server puts what is not to stay; but for what libraries hide there.

        The folder of the server itself is one only when the server has ended.
        """
        places = [self.temporary]
        if self.server.process.poll() is None:
            places += self.temporary.glob(f"{PREFIX}*")
        found = {path for place in places for path in place.iterdir()} - set(places)
        return sorted(path.name for path in found if not path.name.startswith("."))

    def peak_memory_mb(self) -> float:
        """Return the most memory that the server itself ever had."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1000

    def tells_nothing(self, text: str, *, sent: str = "") -> None:
        """Assert that a text names no place of this machine, but for what the visitor wrote."""
        for told in (PLACE, str(self.folder), f"{Path.home()}/", "Traceback", ".py", "site-packages"):
            assert told not in text or told in sent, text
