"""What the desk's pages show, as plain data: words, badges and cards put together for templates."""
