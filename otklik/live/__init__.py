"""Pushes opaque topics to browsers through the database's NOTIFY; presence. Knows no ticket."""
