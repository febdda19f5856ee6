"""Long work: queued in the library, done by processes that outlive the server."""
