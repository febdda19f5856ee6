"""What was heard in a track and has no fixed shape: beats, chords, sections; one document a name."""

import time
from typing import Any

import sqlalchemy as sa

from tunescape.library.schema import annotations
from tunescape.library.store import Library

__all__ = ["annotation_names", "read_annotation", "write_annotation"]


def read_annotation(library: Library, track_id: str, name: str) -> Any | None:
    """Return what was stored of a track under a name, None where nothing was.

    Parameters
    ----------
    library : Library
    track_id : str
    name : str
        With its version: ``beats@1``. Another version is another name.
    """
    statement = sa.select(annotations.c.document)
    with library.connect() as connection:
        return connection.scalar(
            statement.where(annotations.c.track_id == track_id, annotations.c.name == name)
        )


def annotation_names(library: Library, track_id: str) -> tuple[str, ...]:
    """Return the names under which something is stored of a track, sorted."""
    statement = sa.select(annotations.c.name).where(annotations.c.track_id == track_id)
    with library.connect() as connection:
        return tuple(connection.execute(statement.order_by(annotations.c.name)).scalars())


def write_annotation(library: Library, track_id: str, name: str, document: Any) -> None:
    """Store what was heard of a track, in the place of what older versions of the name said.

    Parameters
    ----------
    library : Library
    track_id : str
    name : str
        With its version.
    document : JSON value

    Raises
    ------
    LibraryError
        If the library cannot be written.
    """
    kind, _, _ = name.partition("@")
    with library.transaction() as connection:
        connection.execute(
            sa.delete(annotations).where(
                annotations.c.track_id == track_id, annotations.c.name.startswith(f"{kind}@", autoescape=True)
            )
        )
        connection.execute(
            sa.insert(annotations).values(
                track_id=track_id, name=name, document=document, made_at=time.time()
            )
        )
