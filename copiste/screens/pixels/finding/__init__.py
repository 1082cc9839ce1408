"""Finding by image: a picture that was cut from the application, searched for in the window."""
