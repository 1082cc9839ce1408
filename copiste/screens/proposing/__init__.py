"""A first declaration of a screen, written from one look at it."""
