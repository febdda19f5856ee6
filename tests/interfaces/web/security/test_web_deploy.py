"""What deploy/ and its page tell people to type is what the program takes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from tunescape.interfaces.cli.app import app
from tunescape.interfaces.web.security.login import LOGIN_PATH
from tunescape.interfaces.web.settings import DEFAULT_PORT, MAX_UPLOAD_MB

ROOT = Path(__file__).resolve().parents[4]
DEPLOY = ROOT / "deploy"
FILES = ["deploy/nginx.conf", "deploy/tunescape.service", "deploy/Containerfile", "docs/web.md"]


@pytest.mark.parametrize("name", FILES)
def test_only_options_that_exist_are_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n#", "")
    served = re.findall(r"tunescape\W+serve\b[^\n]*", text)
    assert served
    known = {
        option for found in typer.main.get_command(app).commands["serve"].params for option in found.opts
    }
    named = {option for line in served for option in re.findall(r"(?<!\w)--[a-z][a-z-]+", line)}
    assert named <= known


def test_the_numbers_are_those_of_the_program() -> None:
    nginx, container = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Containerfile").read_text()
    assert f"proxy_pass http://127.0.0.1:{DEFAULT_PORT};" in nginx
    assert f"client_max_body_size {MAX_UPLOAD_MB}m;" in nginx
    assert f"EXPOSE {DEFAULT_PORT}\n" in container
    assert f"http://127.0.0.1:{DEFAULT_PORT}{LOGIN_PATH}'" in container


def test_what_the_image_copies_is_there() -> None:
    for line in re.findall(
        r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), flags=re.MULTILINE
    ):
        for name in line.split():
            assert (ROOT / name).exists(), name


def test_the_unit_is_one_systemd_understands() -> None:
    systemd_analyze = shutil.which("systemd-analyze")
    if systemd_analyze is None:
        pytest.skip("systemd-analyze is not installed")
    unit = DEPLOY / "tunescape.service"
    found = subprocess.run([systemd_analyze, "verify", unit], capture_output=True, text=True, check=False)
    complaints = [line for line in found.stderr.splitlines() if "tunescape.service" in line]
    # it is not installed where the unit expects it
    assert [line for line in complaints if "is not executable" not in line] == []
