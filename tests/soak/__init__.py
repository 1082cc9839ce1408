"""A night in a storm: faults, kills and a database restart, and the ledger's verdict. `make soak`."""
