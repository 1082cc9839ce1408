"""The bundled legacy back-end: members, contracts, rules, ledger, maps and faces; it knows nothing of the product."""
