"""The catalogue: one file is one model. Every file here is in it, unless its name starts with _."""
