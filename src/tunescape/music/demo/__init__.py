"""Twenty-four short tracks in six styles, for a first look without music of one's own."""

from tunescape.music.demo.catalogue import demo_tracks
from tunescape.music.demo.track import DemoTrack

__all__ = ["DemoTrack", "demo_tracks"]
