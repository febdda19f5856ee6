"""What a library holds, counted."""

import os
from pathlib import Path

import sqlalchemy as sa

from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import FeatureSetStatus, LibraryStatus
from tunescape.library.schema import failures, features, files
from tunescape.library.store import Library

__all__ = ["library_status"]


def library_status(library: Library) -> LibraryStatus:
    """Count tracks, files, failures, missing files, bytes on disk, and each feature set's rows."""
    with library.connect() as connection:
        here = files.c.missing_since.is_(None)
        n_tracks = connection.scalar(sa.select(sa.func.count(files.c.track_id.distinct())).where(here)) or 0
        n_files = connection.scalar(sa.select(sa.func.count()).select_from(files).where(here)) or 0
        n_missing = connection.scalar(sa.select(sa.func.count()).select_from(files).where(~here)) or 0
        n_failures = connection.scalar(sa.select(sa.func.count()).select_from(failures)) or 0
        counted = connection.execute(
            sa.select(features.c.name, features.c.version, sa.func.count()).group_by(
                features.c.name, features.c.version
            )
        ).all()
    counts = {(name, version): count for name, version, count in counted}
    return LibraryStatus(
        library=str(library.path),
        tracks=n_tracks,
        files=n_files,
        failures=n_failures,
        missing=n_missing,
        bytes=_bytes_below(library.path),
        feature_sets=tuple(
            FeatureSetStatus(
                name=feature_set.id,
                dimensions=len(feature_set.dimensions),
                tracks=counts.get((name, feature_set.version), 0),
                stale=sum(
                    count
                    for (other, version), count in counts.items()
                    if other == name and version != feature_set.version
                ),
            )
            for name, feature_set in FEATURE_SETS.items()
        ),
    )


def _bytes_below(folder: Path) -> int:
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    total += _bytes_below(Path(entry.path))
                elif entry.is_file():
                    total += entry.stat().st_size
            except FileNotFoundError:
                continue  # what is derived is replaced while it is counted
    return total
