"""Backups: one file with database, files, secrets and a manifest that proves them."""
