"""Tests of the room `clock`."""
