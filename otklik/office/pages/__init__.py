"""What the pages show: words, dates and links, ready before a template sees them."""
