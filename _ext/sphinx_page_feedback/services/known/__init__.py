"""The form services that this package knows, one declaration a file."""
