"""The story: tickets, messages, events, and the operations that change them."""
