"""Decode, identify, segment, encode."""
