"""The card: where one number came from."""
