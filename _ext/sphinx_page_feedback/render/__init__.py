"""What a form looks like: one module a format."""
