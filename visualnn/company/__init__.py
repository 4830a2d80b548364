"""Company: other runs that are shown beside the one in front."""
