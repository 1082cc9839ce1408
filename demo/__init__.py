"""The demonstration: two clients' workbooks, one export, their mappings, and what makes them."""
