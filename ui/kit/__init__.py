"""The kit: what every part of the window is made of, and what none of them owns."""
