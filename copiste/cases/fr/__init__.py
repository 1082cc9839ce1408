"""French building blocks of a case: NIR, IBAN and RIB, names, addresses, postal codes."""
