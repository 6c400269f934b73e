"""The frozen nouns of the field: what a cell says, tables of rows, and the vocabulary they are named in."""
