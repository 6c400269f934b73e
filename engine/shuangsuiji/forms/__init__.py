"""Spreadsheets, CSV and registers to typed tables: headers, cells, places."""
