"""SQL-Ledger 3.2.6, an accounting application of other people: Perl on PostgreSQL, pages in frames.

`server` serves its pages, `dataset` gives it a firm to work for, `truth` reads what its database recorded.
"""
