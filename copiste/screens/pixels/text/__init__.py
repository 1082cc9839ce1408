"""Reading text of other fonts: by shapes and by optical recognition."""
