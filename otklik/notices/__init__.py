"""Who wants to be told how. Knows no ticket."""
