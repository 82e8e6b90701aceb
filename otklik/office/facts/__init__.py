"""What the rooms below this door have to say on the settings' home, a module for each heading."""
