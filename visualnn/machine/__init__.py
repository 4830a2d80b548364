"""The machine: what executes a program, and where a step of it leads."""
