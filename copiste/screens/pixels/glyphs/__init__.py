"""Reading text of a fixed font: each cell is looked up in a table of glyphs."""
