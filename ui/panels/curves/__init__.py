"""Learning curves: losses and metrics over the iterations."""
