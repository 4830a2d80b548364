"""The rows of the table of commands, a file for each thing that is done with them."""
