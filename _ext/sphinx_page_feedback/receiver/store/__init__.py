"""Where the receiver keeps submissions."""
