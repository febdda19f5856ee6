"""``tunescape serve``: the web app."""

import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tunescape.errors import SettingsError
from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from tunescape.interfaces.web.security.password import PasswordHash
    from tunescape.interfaces.web.settings import WebSettings

NAME = "serve"
_PASSWORD = "TUNESCAPE_PASSWORD"
_PASSWORD_FILE = "TUNESCAPE_PASSWORD_FILE"
_MB = 1_000_000


def command(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; 0.0.0.0 is everywhere.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65_535, help="Port; 0 takes a free one.")
    ] = 8765,
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="/PATH", help="Sub-path a reverse proxy shows it under.")
    ] = "",
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allowed-host",
            metavar="NAME",
            help="A further name it is visited by, as music.example.org; repeatable.",
            show_default=False,
        ),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-proxy",
            metavar="ADDRESS",
            help="A reverse proxy whose X-Forwarded headers are believed; repeatable.",
            show_default=False,
        ),
    ] = None,
    allow: Annotated[
        list[Path] | None,
        typer.Option(
            "--allow",
            metavar="DIR",
            help="A folder music may be added from in the page; repeatable. By default any where only this "
            "machine reaches the server, else none.",
            show_default=False,
        ),
    ] = None,
    max_upload: Annotated[
        int, typer.Option("--max-upload", metavar="MB", min=1, help="The largest file dropped on the page.")
    ] = 200,
    lang: Annotated[
        Literal["en", "zh"], typer.Option("--lang", help="Language for browsers that ask for neither.")
    ] = "en",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Show the library in the browser, with a REST API.

    Only this machine reaches it, unless --host, --allowed-host or --trusted-proxy say otherwise: then
    visitors need a password, from TUNESCAPE_PASSWORD, from the file that TUNESCAPE_PASSWORD_FILE names, or
    asked for here. It speaks no TLS: for the internet, put a reverse proxy before it. Ctrl-C stops it.
    """
    from tunescape.interfaces.web.server import listen, run_server
    from tunescape.interfaces.web.settings import WebSettings, reaches_others
    from tunescape.library.store import default_library_path

    for folder in allow or ():
        if not folder.is_dir():
            raise SettingsError("is no folder", path=folder, hint="--allow takes folders that are there")
    names, proxies = tuple(allowed_host or ()), tuple(trusted_proxy or ())
    password = _password(asked_for=reaches_others(host, names, proxies))
    with listen(host, port) as listening:
        settings = WebSettings(
            library=library or default_library_path(),
            host=host,
            port=listening.getsockname()[1],
            root_path=root_path.rstrip("/"),
            password_hash=password,
            allowed_hosts=names,
            trusted_proxies=proxies,
            max_upload_bytes=max_upload * _MB,
            roots=tuple(allow) if allow else None,
            language=lang,
        )
        # only now: it takes a while, and what the settings refuse need not wait for it
        from tunescape.interfaces.web.app import create_app

        def announce() -> None:
            _announce(settings, json=json)
            if open_browser:
                webbrowser.open(settings.url)

        run_server(create_app(settings), listening, on_ready=announce)
    say("Stopped.")


def _password(*, asked_for: bool) -> "PasswordHash | None":
    """Return the password of the environment, or one typed here where visitors need one."""
    from tunescape.interfaces.web.security.password import hash_password

    # taken out of the environment: worker processes need not inherit it
    text = os.environ.pop(_PASSWORD, "")
    file = os.environ.pop(_PASSWORD_FILE, "")
    if not text and file:
        try:
            text = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"the file {_PASSWORD_FILE} names cannot be read", hint="it holds the password on one line"
            ) from error
    if not text and asked_for and sys.stdin.isatty():
        say("Others can reach this server, so it needs a password.")
        text = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return hash_password(text) if text else None


def _announce(settings: "WebSettings", *, json: bool) -> None:
    from tunescape.interfaces.web.settings import is_loopback

    if json:
        print_document(
            {
                "url": settings.url,
                "host": settings.host,
                "port": settings.port,
                "library": str(settings.library),
                "password": settings.password_hash is not None,
            }
        )
    say(f"tunescape is at {settings.url} (Ctrl-C stops it)")
    if not is_loopback(settings.host):
        say(
            "Others in the network can reach it, and read along: TLS belongs in front of it, see "
            "docs/web.md, Serving it safely."
        )
