"""Pictures of sound: one module for each family of views, drawn by plot functions on axes."""
