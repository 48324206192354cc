"""The catalogue: one file is one model. Whatever file is here is in it; one whose name starts with _ is not."""
