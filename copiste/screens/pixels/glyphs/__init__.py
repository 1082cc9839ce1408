"""Reading pixels: exactly where the font is fixed, by optical recognition elsewhere."""
