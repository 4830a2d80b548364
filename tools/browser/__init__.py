"""Hand-outs in a real browser: what a reader, a keyboard and a screen reader find in them."""
