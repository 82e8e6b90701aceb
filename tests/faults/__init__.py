"""The fault bench: a service whose parts are killed while the world writes to it."""
