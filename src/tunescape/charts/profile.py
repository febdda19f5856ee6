"""Source profiles: TOML files that say where a chart comes from and what is what in it."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from tunescape.charts.profile_table import Table
from tunescape.errors import ChartError

__all__ = [
    "FIELDS",
    "Audio",
    "ChartProfile",
    "Header",
    "Paging",
    "load_profile",
    "parse_profile",
    "profile_text",
    "shipped_profiles",
]

FIELDS = (
    *("music_id", "title", "author", "duration_s", "users", "users_gained", "rank"),
    *("source", "fetched_at"),
)
"""What an item of a chart can tell."""

_FORMATS = ("json", "csv", "feed")
_DURATION_UNITS = ("s", "ms")
_SECRET_HEADER = re.compile(r"cookie|auth|token|secret|key|session|password", flags=re.IGNORECASE)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]+")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = {"url": {"base", "keyword", "page", "offset", "size"}, "audio.url": {"base", "id"}}


@dataclass(frozen=True)
class Header:
    """A request header: a text, or the environment variable that holds it."""

    name: str
    text: str | None = None
    env: str | None = None
    optional: bool = False

    def value(self, environment: Mapping[str, str]) -> str | None:
        """Return what to send, None for an optional one that is not set.

        Raises
        ------
        ChartError
            Without the value in it: it may be a secret.
        """
        if self.env is None:
            return self.text
        value = environment.get(self.env, "").strip()
        if not value and not self.optional:
            raise ChartError(f"the environment variable {self.env} is not set", hint=f"it holds {self.name}")
        if value and not _HEADER_VALUE.fullmatch(value):
            raise ChartError(
                f"the environment variable {self.env} holds what no header can", hint="ASCII, one line"
            )
        return value or None


@dataclass(frozen=True)
class Paging:
    """How a chart is cut into pages."""

    first: int = 1
    size: int = 50
    wanted: int = 400


@dataclass(frozen=True)
class Audio:
    """How the audio of an item is found: in a field, or by a request that names the item."""

    field: tuple[str, ...] = ()
    url: str | None = None
    at: str = ""


@dataclass(frozen=True)
class ChartProfile:
    """A source of charts; ``docs/charts.md`` explains each part."""

    name: str
    description: str
    format: str
    url: str
    base_env: str | None
    local: bool
    items: tuple[str, ...]
    duration_unit: str
    paging: Paging
    headers: tuple[Header, ...]
    fields: Mapping[str, tuple[str, ...]]
    audio: Audio

    @property
    def needs_base(self) -> bool:
        """Whether the user has to say where the source is."""
        return "{base}" in self.url

    @property
    def pages(self) -> bool:
        """Whether there is more than one page to ask for."""
        return any(f"{{{name}}}" in self.url for name in ("page", "offset"))

    def base(self, given: str | None, environment: Mapping[str, str] = os.environ) -> str:
        """Return where the source is: as given, else from the environment variable of the profile.

        Raises
        ------
        ChartError
            If that is needed and not known.
        """
        base = given or environment.get(self.base_env or "", "")
        if self.needs_base and not base:
            variable = f" or set {self.base_env}" if self.base_env else ""
            raise ChartError(f"where the source {self.name} is, is not known", hint=f"give --from{variable}")
        return base

    def request_headers(self, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Return the headers to send to the source, and to nobody else.

        Raises
        ------
        ChartError
        """
        found = {header.name: header.value(environment) for header in self.headers}
        return {name: value for name, value in found.items() if value is not None}

    def page_url(self, base: str, page: int, *, keyword: str = "") -> str:
        """Return the address of a page, the first being 0."""
        values = {
            "keyword": keyword,
            "page": self.paging.first + page,
            "offset": page * self.paging.size,
            "size": self.paging.size,
        }
        return _filled(self.url, base, values)

    def audio_request_url(self, base: str, music_id: str) -> str:
        """Return the address to ask for the address of an item's audio; empty where there is none."""
        return _filled(self.audio.url or "", base, {"id": music_id})


def shipped_profiles() -> dict[str, ChartProfile]:
    """Return the profiles that come with the package, by name."""
    folder = resources.files("tunescape.charts") / "profiles"
    names = sorted(file.name.removesuffix(".toml") for file in folder.iterdir())
    return {name: parse_profile(profile_text(name)) for name in names}


def profile_text(name: str) -> str:
    """Return a profile that comes with the package, as TOML."""
    return (resources.files("tunescape.charts") / "profiles" / f"{name}.toml").read_text(encoding="utf-8")


def load_profile(path: str | os.PathLike[str]) -> ChartProfile:
    """Read a profile of one's own.

    Raises
    ------
    ChartError
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ChartError(f"cannot be read ({reason})", path=path) from error
    try:
        return parse_profile(text)
    except ChartError as error:
        raise ChartError(error.reason, path=path, hint=error.hint) from error


def parse_profile(text: str) -> ChartProfile:
    """Make a profile of TOML.

    Raises
    ------
    ChartError
        If it is no TOML, or holds what a profile does not, or lacks what one needs.
    """
    try:
        table = Table(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ChartError(f"is not TOML ({error})") from error
    profile = ChartProfile(
        name=table.text("name"),
        description=table.text("description", default=""),
        format=table.choice("format", _FORMATS),
        url=_template("url", table.text("url")),
        base_env=table.text("base_env", default="") or None,
        local=table.flag("local"),
        items=table.texts("items", default=("",)),
        duration_unit=table.choice("duration_unit", _DURATION_UNITS, default="s"),
        paging=_paging(table.table("paging")),
        headers=_headers(table.table("headers")),
        fields=_fields(table.table("fields")),
        audio=_audio(table.table("audio")),
    )
    table.refuse_the_rest()
    return profile


def _paging(table: Table) -> Paging:
    paging = Paging(
        first=table.number("first", default=1, low=0),
        size=table.number("size", default=50),
        wanted=table.number("wanted", default=400),
    )
    table.refuse_the_rest()
    return paging


def _fields(table: Table) -> dict[str, tuple[str, ...]]:
    fields = {name: table.texts(name, default=()) for name in FIELDS}
    table.refuse_the_rest()
    for name in ("music_id", "title"):
        if not fields[name]:
            raise ChartError(f"fields.{name} is missing", hint="it says which field is what")
    return fields


def _audio(table: Table) -> Audio:
    audio = Audio(
        field=table.texts("field", default=()),
        url=_template("audio.url", table.text("url", default="")) or None,
        at=table.text("at", default=""),
    )
    table.refuse_the_rest()
    return audio


def _headers(table: Table) -> tuple[Header, ...]:
    headers = []
    for name, value in table.rest().items():
        if not _HEADER_NAME.fullmatch(name):
            raise ChartError(f"headers.{name} is no name of a header")
        if isinstance(value, str):
            if _SECRET_HEADER.search(name):
                raise ChartError(
                    f"headers.{name} stands in the file",
                    hint=f'let it come from the environment: {name} = {{ env = "NAME" }}',
                )
            if not _HEADER_VALUE.fullmatch(value):
                raise ChartError(f"headers.{name} holds what no header can", hint="ASCII, one line")
            headers.append(Header(name, text=value))
        else:
            inner = Table(value, within=f"headers.{name}.")
            headers.append(Header(name, env=inner.text("env"), optional=inner.flag("optional")))
            inner.refuse_the_rest()
    return tuple(headers)


def _template(name: str, text: str) -> str:
    unknown = set(_PLACEHOLDER.findall(text)) - _PLACEHOLDERS[name]
    if unknown:
        known = ", ".join(f"{{{known}}}" for known in sorted(_PLACEHOLDERS[name]))
        raise ChartError(f"{name} holds {{{min(unknown)}}}", hint=f"it can hold {known}")
    return text


def _filled(template: str, base: str, values: Mapping[str, object]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name != "base":
            return quote(str(values[name]), safe="", errors="replace")
        return base.rstrip("/") if template[found.end() :].startswith("/") else base

    return _PLACEHOLDER.sub(value, template)
