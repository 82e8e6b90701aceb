"""Reading the ledgers: letters that came in, letters that leave."""
