"""Random HTML forms whose owner of each caption is known because it was drawn here; no product code is asked."""
