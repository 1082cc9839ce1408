"""Lists and grids of the present screen: turning pages, taking a row's action, filling line by line."""
