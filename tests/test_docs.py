"""The documents speak of the program as it is."""

import ast
import re
import runpy
from pathlib import Path

import pytest

import tunescape
from tunescape.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.zh-CN.md"]


def test_the_page_of_commands_is_current() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "make_command_docs.py"))
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == tool["page"](), "run python tools/make_command_docs.py"


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_only_commands_and_options_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    tool = runpy.run_path(str(ROOT / "tools" / "make_command_docs.py"))
    commands = {words[0] for words in tool["commands"]()}
    used = set(re.findall(r"^(?:\$ )?tunescape ([a-z-]+)", text, flags=re.MULTILINE))
    assert used <= commands
    # the rarer ones may be named in a sentence
    assert {name for name in commands - used if not re.search(rf"\b{name}\b", text)} <= {"demo"}
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - {"--help", "--json"} <= set(
        re.findall(r"--[a-z][a-z-]+", page)
    )


@pytest.mark.parametrize("name", [*READMES, "docs/architecture.md", "docs/features.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / name).parent.joinpath(target).exists(), target


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for setting in SETTINGS.values():
        assert setting.help
        assert f"--{setting.name.replace('_', '-')} " in page


def test_no_machine_is_named() -> None:
    here = {str(ROOT), str(Path.home())} - {"/"}
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("src/**/*.py"),
        *ROOT.glob("*.lock"),
    ]:
        text = path.read_text(encoding="utf-8")
        assert not [place for place in here if f"{place}/" in text], path


@pytest.mark.parametrize("page", [*READMES, *(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))])
def test_python_in_the_pages_uses_public_names(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tunescape"):
                assert node.module == "tunescape", node.module
                assert {alias.name for alias in node.names} <= set(tunescape.__all__)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "tunescape":
                assert node.attr in tunescape.__all__, node.attr
