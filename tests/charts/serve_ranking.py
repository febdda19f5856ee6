"""A ranking service on this machine, to try charts with: it ranks the music of a folder, week by week.

    python tests/charts/serve_ranking.py FOLDER [--week N] [--port 8000]

It answers as the shipped profile ``ranking`` asks. Numbers of users are made up, the same each time; from one
week to the next some pieces leave the chart, others come. The audio of the last piece is a web page, as it
happens.
"""

import argparse
import hashlib
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
from loopback import Loopback

from tunescape.audio.tags import read_tags

SUFFIXES = {".mp3", ".flac", ".m4a", ".ogg", ".opus", ".wav"}


def piece(path: Path, week: int) -> dict[str, Any] | None:
    """What the service tells of a file in a week; None if it is not in the chart."""
    seed = int(hashlib.blake2b(path.name.encode(), digest_size=4).hexdigest(), 16)
    if (seed + week) % 7 == 0:
        return None
    rng = np.random.default_rng(seed)
    growth = rng.lognormal(0.0, 0.7, size=week + 1)
    users = np.cumsum(rng.lognormal(11, 1.2) * growth).astype(int)
    tags = read_tags(path)
    return {
        "music_id": str(7_300_000_000_000_000_000 + seed),
        "title": tags.title,
        "author": tags.artist,
        "audition_duration": 30,
        "user_count": int(users[week]),
        "user_incr": int(users[week] - users[week - 1]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--week", type=int, default=1, choices=range(1, 53), metavar="N")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    paths = [path for path in sorted(arguments.folder.rglob("*")) if path.suffix.lower() in SUFFIXES]
    told = [(piece(path, arguments.week), path) for path in paths]
    ranked = [(item, path.read_bytes()) for item, path in told if item is not None]
    ranked.sort(key=lambda entry: -entry[0]["user_count"])
    if not ranked:
        parser.error("no music there")
    ranked[-1] = (ranked[-1][0], b"<!doctype html><title>come back later</title>")
    server = Loopback(at_port=arguments.port)
    server.serve_ranking(ranked)
    sys.stderr.write(f"{len(ranked)} pieces at {server.url}; Ctrl-C ends it\n")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.close()


if __name__ == "__main__":
    main()
