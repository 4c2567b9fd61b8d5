"""``feedback.json``: one schema, read by the receiver and the commands, written by the build."""
