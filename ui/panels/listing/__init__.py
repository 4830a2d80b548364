"""The listing: the program of the current iteration, line by line."""
