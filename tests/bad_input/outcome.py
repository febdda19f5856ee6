"""What a run of the command line left behind."""

import json
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

__all__ = ["Outcome"]


@dataclass(frozen=True)
class Outcome:
    """Exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one document on stdout; fails if anything else is there."""
        return json.loads(self.out)

    @property
    def reasons(self) -> dict[str, str]:
        """Why files failed, by their names, from the report of ``analyze --json``."""
        return {PurePath(row["path"]).name: row["reason"] for row in self.document["failures"]}

    @property
    def counts(self) -> tuple[int, int, int]:
        """Found, heard before or now, failed, from the report of ``analyze --json``."""
        report = self.document
        heard = report["analyzed"] + report["unchanged"] + report["duplicates"]
        return report["found"], heard, report["failed"]

    def refused(self, *words: str) -> bool:
        """Assert that nothing was done, and that one sentence with these words says why."""
        assert (self.code, self.out) == (2, "")
        # a slow machine says before how far it is
        said = re.sub(r"\A(\d+ of \d+, .*\n)*", "", self.err)
        assert said.startswith("tunescape: ")
        assert "Traceback" not in self.err
        assert [word for word in words if word not in self.err] == []
        return True
