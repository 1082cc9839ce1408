"""The real orchestrator against the real mock, judged by the mock's ledger."""
