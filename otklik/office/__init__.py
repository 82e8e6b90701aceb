"""The administrator's door: settings, letters, dictionaries."""
