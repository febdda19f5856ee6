"""The chords of recordings, and where they are written to."""
