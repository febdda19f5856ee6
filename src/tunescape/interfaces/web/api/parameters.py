"""Parameters that several addresses share, with the limits of what they may be."""

from typing import Annotated

from fastapi import Path, Query

__all__ = [
    "JobId",
    "Limit",
    "Number",
    "Offset",
    "Rhythm",
    "Seed",
    "Space",
    "TrackId",
    "WhereText",
]

TrackId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The whole id of a track.")]

JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The id of a job.")]

Number = Annotated[int, Path(ge=1, le=2**53, description="The number of a playlist.")]

Space = Annotated[str, Query(max_length=500, description="What counts as alike; see /spaces.")]

Rhythm = Annotated[float, Query(ge=0, le=2, description="How much rhythm counts: 1 as the space has it.")]

WhereText = Annotated[
    str, Query(max_length=2000, description='A condition: tempo_bpm > 120 and genre = "jazz".')
]

Limit = Annotated[int, Query(ge=0, le=1000, description="At most so many rows.")]

Offset = Annotated[int, Query(ge=0, le=2**31, description="Rows to leave out before the first.")]

Seed = Annotated[int, Query(ge=0, le=2**32 - 1, description="Another number, other random choices.")]
