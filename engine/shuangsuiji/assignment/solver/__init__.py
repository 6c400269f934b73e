"""The one right assignment: from who fits to who goes, or why nobody can."""
