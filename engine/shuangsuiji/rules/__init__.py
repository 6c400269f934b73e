"""Rules: kinds, normal form, conditions, and their one evaluation in DuckDB with a plain twin in Python."""
