"""Genres: models that learn them from labelled music, and what the tags say without one."""
