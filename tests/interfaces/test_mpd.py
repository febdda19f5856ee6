"""Playlists in a real player: the Music Player Daemon, on its null output."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from patience import PATIENCE_S, until

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.playlist import Playlist, grow_playlist
from tunescape.discovery.sound import find_sound
from tunescape.discovery.space import parse_space
from tunescape.interfaces.locations import PathMapping
from tunescape.interfaces.playlist_files import copy_tracks, write_playlist
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("mpd"), reason="no mpd here (on Debian: apt install mpd)"),
    pytest.mark.skipif(not shutil.which("mpc"), reason="no mpc here (on Debian: apt install mpc)"),
]

ODD = (
    "夜雨 (现场版).mp3",
    "专辑/旧时光.flac",
    "a \"b\" & 'c' #1 100%25; d=e?.mp3",
    "#first.mp3",
    "été.opus",
    "C:🎵.flac",
)
PLAIN = ("plain.mp3", "album/plain_2.flac")
FOREIGN = "外面 的歌.flac"  # not in the music directory of the player

CONFIG = """
music_directory "{music}"
playlist_directory "{folder}/playlists"
db_file "{folder}/state/database"
log_file "{folder}/state/log"
bind_to_address "{folder}/state/socket"
filesystem_charset "UTF-8"
zeroconf_enabled "no"
audio_output {{
    type "null"
    name "nothing to hear"
}}
"""


@dataclass(frozen=True)
class Player:
    """A running mpd, its folders, and a library of the music in them."""

    folder: Path
    library: Library

    @property
    def music(self) -> Path:
        return self.folder / "music"

    def mpc(self, *arguments: str) -> str:
        environment = {**os.environ, "MPD_HOST": str(self.folder / "state" / "socket"), "LC_ALL": "C.UTF-8"}
        ran = subprocess.run(
            ["mpc", *arguments], env=environment, capture_output=True, check=True, timeout=PATIENCE_S
        )
        return ran.stdout.decode("utf-8")

    def load(self, name: Path | str) -> list[str]:
        """Load one playlist, and return what is then queued: absolute, or from the music directory on."""
        self.mpc("clear")
        self.mpc("load", str(name))
        return self.mpc("--format", "%file%", "playlist").splitlines()

    def assert_plays(self, number: int = 1) -> None:
        """Play a track until time has passed in it."""
        self.mpc("play", str(number))
        playing = [f"playing {number} 0:0{second}\n" for second in (1, 2, 3)]
        # it begins again when it ends: whoever looks late sees it, too
        until(lambda: self.mpc("status", "%state% %songpos% %currenttime%"), lambda said: said in playing)
        self.mpc("stop")

    def playlist(self, names: Sequence[str], **options: object) -> Playlist:
        """Grow a playlist of the named files; the first is the seed."""
        paths = {str(self.folder / name) for name in names}
        seed = find_sound(self.library, str(self.folder / names[0]))
        grown = grow_playlist(self.library, [seed], n=100, max_per_artist=None, space=parse_space("default"))
        tracks = tuple(match for match in grown.tracks if match.track.path in paths)
        assert len(tracks) == len(names)
        return Playlist(tracks, grown.seeds)

    def queued(self, playlist: Playlist) -> list[str]:
        """Return what should be queued after loading a playlist."""
        return [match.track.path.removeprefix(f"{self.music}/") for match in playlist.tracks]


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Iterator[Player]:
    folder = tmp_path_factory.mktemp("mpd")
    for place in ("playlists", "lists", "state"):
        (folder / place).mkdir()
    for seed, name in enumerate([*(f"music/{name}" for name in (*ODD, *PLAIN)), f"elsewhere/{FOREIGN}"]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_audio(folder / name, play(seed, seconds=4.0))
    library = Library(folder / "library", create=True)
    places = [folder / "music", folder / "elsewhere"]
    assert analyze(library, places, AnalysisSettings(jobs=1)).failed == 0
    config = folder / "mpd.conf"
    config.write_text(CONFIG.format(folder=folder, music=folder / "music"), encoding="utf-8")
    with subprocess.Popen(
        ["mpd", "--no-daemon", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            running = Player(folder, library)
            socket = folder / "state" / "socket"
            until(lambda: socket.exists() or process.poll() is not None)
            assert process.poll() is None, (folder / "state" / "log").read_text()
            running.mpc("repeat", "on")
            running.mpc("single", "on")
            running.mpc("update", "--wait")
            yield running
        finally:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.mark.parametrize("place", ["lists", "music", "music/专辑"])
def test_m3u8_with_relative_places_is_queued_in_order_and_plays(player: Player, place: str) -> None:
    made = player.playlist([f"music/{name}" for name in ODD] + [f"elsewhere/{FOREIGN}"])
    file = player.folder / place / "晚上 & 夜里.m3u8"
    write_playlist(made, file)
    assert f"{player.folder}/" not in file.read_text(encoding="utf-8")
    assert player.load(file) == player.queued(made)
    player.assert_plays()


def test_every_track_can_be_played(player: Player) -> None:
    made = player.playlist([f"music/{name}" for name in (*ODD, *PLAIN)] + [f"elsewhere/{FOREIGN}"])
    write_playlist(made, player.folder / "lists" / "all.m3u8")
    assert player.load(player.folder / "lists" / "all.m3u8") == player.queued(made)
    for number in range(1, len(made.tracks) + 1):
        player.assert_plays(number)


def test_m3u8_with_absolute_places_is_queued_in_order(player: Player) -> None:
    made = player.playlist([f"music/{name}" for name in ODD] + [f"elsewhere/{FOREIGN}"])
    file = player.folder / "lists" / "absolute.m3u8"
    write_playlist(made, file, mappings=[PathMapping(str(player.folder), str(player.folder))])
    assert file.read_text(encoding="utf-8").splitlines()[2::2] == [match.track.path for match in made.tracks]
    assert player.load(file) == player.queued(made)


def test_m3u_in_the_playlist_directory_is_one_of_the_players_own(player: Player) -> None:
    made = player.playlist([f"music/{name}" for name in ODD])
    own = player.folder / "playlists" / "晚上.m3u"
    write_playlist(made, own, mappings=[PathMapping(str(player.music), str(player.music))])
    assert "晚上" in player.mpc("lsplaylists").splitlines()
    assert player.load("晚上") == player.queued(made)


def test_a_copied_playlist_plays_where_it_was_copied(player: Player) -> None:
    made = copy_tracks(player.playlist([f"music/{name}" for name in ODD]), player.music / "u 盘")
    player.mpc("update", "--wait")
    assert player.load("u 盘/playlist.m3u8") == player.queued(made)


def assert_xspf_plays(player: Player, names: Sequence[str], mappings: Sequence[PathMapping]) -> None:
    made = player.playlist([f"music/{name}" for name in names])
    file = player.folder / "lists" / "名单.xspf"
    write_playlist(made, file, mappings=mappings)
    assert player.load(file) == player.queued(made)
    player.assert_plays()


@pytest.mark.parametrize("absolute", [False, True])
def test_xspf_of_plain_names_is_queued_in_order_and_plays(player: Player, absolute: bool) -> None:
    mapping = PathMapping(str(player.folder), str(player.folder))
    assert_xspf_plays(player, PLAIN, [mapping] if absolute else [])


@pytest.mark.parametrize("absolute", [False, True])
def test_xspf_of_chinese_names_is_queued_in_order_and_plays(player: Player, absolute: bool) -> None:
    names = [name for name in ODD if not set("%#?") & set(name)]  # mpd does not decode what must be encoded
    assert any("夜" in name and " " in name for name in names)
    mapping = PathMapping(str(player.folder), str(player.folder))
    assert_xspf_plays(player, names, [mapping] if absolute else [])
