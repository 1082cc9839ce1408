"""Learning a font: from its file, or from a screenshot whose text is known."""
