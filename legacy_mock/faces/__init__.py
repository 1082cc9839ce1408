"""The faces of the back-end: each one renders screens and passes keys, and knows no transaction."""
