"""The installation's words: sites, categories, priorities, statuses and other dictionaries."""
