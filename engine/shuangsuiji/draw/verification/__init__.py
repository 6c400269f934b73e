"""The engine's own verification (复核) of a bundle."""
