"""Feature sets: arrays in, vectors out."""
