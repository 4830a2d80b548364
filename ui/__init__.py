"""The window: shows what the engine computed; never computes itself."""
