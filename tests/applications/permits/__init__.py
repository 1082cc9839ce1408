"""A town hall's desk for parking permits: another house, another country, no terminal and no French."""
