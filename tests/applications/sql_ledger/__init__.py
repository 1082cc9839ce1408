"""SQL-Ledger 3.2.6, an accounting application of other people: CGI programs in Perl over PostgreSQL, in frames.

`server` serves its pages, `dataset` gives it a firm to work for, `truth` reads from its database what was recorded.
"""
