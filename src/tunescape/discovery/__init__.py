"""Spaces, neighbours, playlists."""
