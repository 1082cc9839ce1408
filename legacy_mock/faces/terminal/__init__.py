"""The face of the first days: a TN3270 host, for a 3270 terminal of 24×80 (RFC 1576, IBM GA23-0059)."""
