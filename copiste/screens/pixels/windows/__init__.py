"""The windows that are looked at: a terminal emulator, a browser, or one that a person opened."""
