"""The list of demo tracks."""

from tunescape.music.demo import ambient, chiptune, folk, house, piano, rock
from tunescape.music.demo.track import Arrangement, DemoTrack, Work

__all__ = ["demo_tracks"]

_STYLES: tuple[tuple[str, str, Arrangement, tuple[Work, ...]], ...] = (
    ("钢琴 Piano", "Piano", piano.arrange, piano.WORKS),
    ("House", "House", house.arrange, house.WORKS),
    ("摇滚 Rock", "Rock", rock.arrange, rock.WORKS),
    ("Ambient", "Ambient", ambient.arrange, ambient.WORKS),
    ("民乐", "民乐", folk.arrange, folk.WORKS),
    ("Chiptune", "Chiptune", chiptune.arrange, chiptune.WORKS),
)
_EXTENSIONS = ("flac", "opus", "m4a", "wav")


def demo_tracks(*, seed: int = 0) -> tuple[DemoTrack, ...]:
    """Return the demo tracks, four in each of six styles; nothing is rendered yet.

    Parameters
    ----------
    seed : int >= 0
        Another seed gives other noises, rooms and velocities; notes, tempo and key stay.

    Returns
    -------
    tuple of DemoTrack
        24 tracks, those of a style together. Each style has one file of each format, so that no format
        stands for a style.
    """
    tracks = []
    for style, (folder, genre, arrange, works) in enumerate(_STYLES):
        for number, (work, extension) in enumerate(zip(works, _EXTENSIONS, strict=True)):
            tracks.append(
                DemoTrack(
                    title=work.title,
                    artist=work.artist,
                    album=work.album,
                    genre=genre,
                    year=work.year,
                    file_name=f"{folder}/{work.artist} - {work.title}.{extension}",
                    piece=work.piece,
                    arrange=arrange,
                    seed=(seed, style, number),
                )
            )
    return tuple(tracks)
