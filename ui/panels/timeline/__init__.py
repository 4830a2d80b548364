"""The timeline: the loss of the whole run as a strip that is also the scrubber."""
