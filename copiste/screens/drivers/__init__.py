"""What a face must be able to do, and what faces have in common."""
