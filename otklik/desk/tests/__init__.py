"""The desk: tests of behaviour through its pages."""
