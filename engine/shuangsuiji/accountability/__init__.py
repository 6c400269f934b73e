"""Accountability (追责免责): triggers, exemptions, and what they come to for a case."""
