"""The laws of the house that no linter knows (docs/tour.md)."""
