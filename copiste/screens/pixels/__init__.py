"""The pixel face: a window that is looked at and typed into. The only package here with image libraries."""
