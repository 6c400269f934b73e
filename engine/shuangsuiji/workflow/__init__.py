"""The use cases: only here do clock, chance, files and database meet."""
