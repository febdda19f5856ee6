"""Notes, instruments and the demo music."""
