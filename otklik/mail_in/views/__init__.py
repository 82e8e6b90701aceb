"""The pages about letters, below /office/letters/."""
