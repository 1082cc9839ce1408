"""What a client's file holds, cell by cell, whoever wrote it."""
