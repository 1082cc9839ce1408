"""An insurance broker's members in Django's admin, as it comes: its pages, its scripts, its messages."""
