"""Sealing cases, finding people in them, erasing them, changing keys."""
