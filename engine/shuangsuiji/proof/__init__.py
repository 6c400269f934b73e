"""What a pack must show of itself: its cases run, and every rule has the cases that it needs."""
