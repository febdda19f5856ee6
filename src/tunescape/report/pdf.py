"""A report as PDF: the page, printed by a browser that is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from tunescape.errors import ReportError

__all__ = ["BROWSERS", "find_browser", "print_page"]

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "brave-browser"),
    *("microsoft-edge", "msedge", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
"""Programs that print a page without a window, all of them Chromium by another name."""

TIMEOUT_S = 120.0

_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--no-pdf-header-footer", "--run-all-compositor-stages-before-draw"),
)


def find_browser() -> str:
    """Return the first of :data:`BROWSERS` that is installed.

    Raises
    ------
    ReportError
        If there is none.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise ReportError(
            "no browser is here that could print a PDF",
            hint="install chromium or google-chrome, or write .html and print that",
        )
    return found


def print_page(page: str, folder: Path, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """Print a page.

    Parameters
    ----------
    page : str
        Self-contained HTML.
    folder : Path
        Where the browser may work; a folder of its own is made there, and removed. A browser that is confined
        cannot read the system's folder for temporary files.
    timeout_s : float > 0

    Returns
    -------
    bytes
        A PDF.

    Raises
    ------
    ReportError
        If no browser is installed, it does not finish, or what comes out is no PDF.
    """
    browser = find_browser()
    try:
        with tempfile.TemporaryDirectory(
            dir=folder, prefix="tunescape-pdf-", ignore_cleanup_errors=True
        ) as own:
            source, target = Path(own, "page.html"), Path(own, "page.pdf")
            source.write_text(page, encoding="utf-8")
            options = (f"--user-data-dir={own}/profile", f"--print-to-pdf={target}", source.as_uri())
            said = _run([browser, *_QUIET, *options], timeout_s)
            printed = target.read_bytes() if target.is_file() else b""
    except OSError as error:
        raise ReportError(f"cannot be printed ({error.strerror or error})", path=folder) from error
    if not printed.startswith(b"%PDF-"):
        last = said.strip().splitlines()[-1:] or ["it says nothing"]
        raise ReportError(
            f"{browser} printed no PDF ({last[0][:200]})", hint="write .html and print that from a browser"
        )
    return printed


def _run(command: list[str], timeout_s: float) -> str:
    # a session of its own: a browser is many processes, and all of them have to end
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        _, said = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        raise ReportError(
            f"{command[0]} did not finish printing in {timeout_s:.0f} s",
            hint="write .html and print that from a browser",
        ) from None
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return said
