"""The door to an account: sign-in, registration, password, profile."""
