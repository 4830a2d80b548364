"""The network: its layers as a graph, with the numbers of one example."""
