"""Questions that pages and the REST API ask alike."""
