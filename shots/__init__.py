"""Pictures of the pages, for those who look after them; not part of the product."""
