"""The portal's views, by feature."""
