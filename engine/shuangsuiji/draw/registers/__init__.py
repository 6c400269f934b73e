"""Registers (名册): what keeps one out, who may be drawn, lines to one root."""
