"""The `otklik` command: embedded PostgreSQL, demo, serve, worker."""
