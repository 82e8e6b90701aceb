"""Facts in, decisions out: the assignment ladder. Knows no ticket."""
