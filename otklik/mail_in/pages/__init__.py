"""What the pages about letters show, as plain data."""
