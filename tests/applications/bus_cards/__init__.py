"""A bus company's counter for season cards: one page drawn by its own scripts, fields in shadow roots."""
