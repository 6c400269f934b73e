"""A paper handed back with remarks: the author's own workbook, changed only where the remarks are."""
