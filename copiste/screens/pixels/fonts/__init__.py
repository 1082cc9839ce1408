"""Bitmap fonts of terminals: their files, and the order of their characters."""
