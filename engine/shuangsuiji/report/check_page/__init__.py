"""The report on checked papers as one page that stands alone; each part of it in a file of its own."""
