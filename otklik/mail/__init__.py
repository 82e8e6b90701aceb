"""Letters going out: mailboxes, outgoing rows with states, threading."""
