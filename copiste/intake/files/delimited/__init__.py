"""What only CSV files need: telling their encoding, cutting lines into records, accounting for every line."""
