"""The client's door: own tickets, new ticket, ticket page."""
