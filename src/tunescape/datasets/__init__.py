"""Labelled collections of music: which files, and which labels."""
