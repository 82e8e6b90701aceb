"""The agent's door: queue, ticket page, composer."""
