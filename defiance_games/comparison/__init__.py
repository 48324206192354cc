"""What ``compare`` sets side by side: competing accounts of one model, and cases asked of several models."""
