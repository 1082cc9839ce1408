"""Random HTML forms that know the owner of each caption, because they drew it; no product code is asked."""
