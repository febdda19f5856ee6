"""tunescape hears a music library."""
