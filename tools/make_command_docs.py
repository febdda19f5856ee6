"""Write docs/commands.md: every command with its help, as the program itself prints it.

python tools/make_command_docs.py
"""

import os
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

HEAD = """# Commands

What `tunescape COMMAND --help` prints. Written by `tools/make_command_docs.py`; a test keeps it current.

`TRACK` is a path, a track id (or at least its first six digits) or a search text that matches one title or
file name. A file that is not in the library is analysed on the fly and not stored.

Exit codes: 0 all well; 1 finished, but some inputs failed, and they are listed; 2 wrong usage, or nothing
could be done; 130 stopped by Ctrl-C. With `--json`, stdout holds one JSON document and nothing else; tables,
progress and warnings always go to stderr.
"""


def page() -> str:
    parts = [HEAD]
    for words in commands():
        environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "tunescape", *words, "--help"]
        found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        text = "\n".join(line.rstrip() for line in found.stdout.strip().splitlines())
        parts.append(f"## {' '.join(words)}\n\n```\n{text}\n```\n")
    return "\n".join(parts)


def commands() -> list[tuple[str, ...]]:
    """All commands, those of groups with the name of their group before them."""
    import typer

    from tunescape.interfaces.cli.app import app

    found: list[tuple[str, ...]] = []
    for name, command in typer.main.get_command(app).commands.items():
        inner = getattr(command, "commands", None)
        found += [(name, word) for word in inner] if inner else [(name,)]
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
