"""After a draw: reserves, people replaced, what is sealed till a day."""
