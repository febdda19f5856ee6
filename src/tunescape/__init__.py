"""tunescape hears a music library: describe, sort and play tracks by their sound alone.

>>> import tunescape
>>> library = tunescape.Library("library", create=True)
>>> tunescape.analyze(library, ["/home/me/Music"])
>>> seed = tunescape.find_sound(library, "Blue in Green")
>>> playlist = tunescape.grow_playlist(library, [seed], n=25)
>>> tunescape.write_playlist(playlist, "evening.m3u8")

Importing the package costs next to nothing: each name is loaded when it is first used.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
