"""A session on the declared screens of one application, and a check of the declarations against it."""
