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

`TRACK` is a path, a track id (or at least its first six digits) or a search text that matches one title. A
file that is not in the library is analysed on the fly and not stored.

Exit codes: 0 all well; 1 finished, but some inputs failed, and they are listed; 2 wrong usage, or nothing
could be done; 130 stopped by Ctrl-C. With `--json`, stdout holds one JSON document and nothing else; tables,
progress and warnings always go to stderr.
"""


def page() -> str:
    from tunescape.interfaces.cli.app import app

    names = [command.name for command in app.registered_commands]
    parts = [HEAD]
    for name in names:
        environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "tunescape", str(name), "--help"]
        found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        text = "\n".join(line.rstrip() for line in found.stdout.strip().splitlines())
        parts.append(f"## {name}\n\n```\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
