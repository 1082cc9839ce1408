"""The bundled legacy back-end: members, rules, ledger, maps, faces. It knows nothing of the product."""
