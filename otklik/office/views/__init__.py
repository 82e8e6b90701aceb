"""The administrator's pages, below /office/."""
