"""The installation's words: sites, categories, priorities, statuses, sources and other dictionaries."""
