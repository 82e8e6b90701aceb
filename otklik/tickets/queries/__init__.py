"""Reading the story: lists, conversations, histories. Everything starts from the gate."""
