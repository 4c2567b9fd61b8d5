"""The embedded form service: takes what readers send, and answers only once it is stored."""
