"""The ground: job queue, clock of the process, HTML sanitiser, typed settings, text helpers. Knows no domain word."""
