"""Finding by image: a picture that was cut from the application, looked for on the glass."""
