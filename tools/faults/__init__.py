"""Faults: bad inputs, mutants of good files and odd surroundings, tried on the program."""
