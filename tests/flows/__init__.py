"""Two people at once, each in a browser of their own, before a service that really runs."""
