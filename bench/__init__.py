"""The measuring bench: fills a database with made-up tickets and times the service."""
