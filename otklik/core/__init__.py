"""The ground: job queue, now, the HTML sanitiser, typed settings, text; no domain word."""
