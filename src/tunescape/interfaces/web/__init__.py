"""The web app: pages, and a REST API with the documents of the command line."""
