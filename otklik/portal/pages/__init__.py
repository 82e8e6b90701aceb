"""What the portal's pages show, made ready for templates."""
