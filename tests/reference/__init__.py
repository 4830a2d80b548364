"""Numbers that another library computed for the same networks, and the scripts that made them."""
