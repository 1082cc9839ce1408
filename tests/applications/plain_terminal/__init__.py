"""The mock back-end at terminals of 43 rows, without titles and captions: a project that declares places."""
