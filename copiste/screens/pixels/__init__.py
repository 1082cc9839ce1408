"""The pixel face: a window that is looked at and typed into. The only package with image libraries."""
