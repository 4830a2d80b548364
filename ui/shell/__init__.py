"""The shell: the window, what lies where in it, and the desktop around it."""
