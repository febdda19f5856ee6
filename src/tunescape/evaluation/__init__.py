"""How well a space hears, measured on labelled music."""
