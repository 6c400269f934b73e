"""What people and programs are shown: text and json; the engine's own sentences stand here."""
