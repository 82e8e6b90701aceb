"""One module per source of foreign data; the demo service is one of them."""
