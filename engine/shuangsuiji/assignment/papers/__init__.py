"""What people hand in about inspectors and teams, as offices keep it."""
