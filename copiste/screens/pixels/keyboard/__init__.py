"""Keys, text and clicks, typed exactly into a display of X11."""
