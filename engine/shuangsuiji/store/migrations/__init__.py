"""Migrations (Alembic) of the store; opening a store runs the ones that it lacks."""
