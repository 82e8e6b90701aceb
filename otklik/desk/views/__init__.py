"""The desk's views, one module per feature; each names its act (docs/desk.md)."""
