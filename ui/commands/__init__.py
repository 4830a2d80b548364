"""The commands, and everything that is read off their table."""
