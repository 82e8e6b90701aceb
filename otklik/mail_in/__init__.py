"""Letters coming in: the ledger, fetching, reading, matching."""
