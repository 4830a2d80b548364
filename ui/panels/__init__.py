"""The panels of the window: each draws one view of a frame and knows no other panel."""
