"""Readers of clients' files, cell by cell, whatever program wrote them."""
