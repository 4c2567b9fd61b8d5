"""A project that knows nothing of ours but two lines."""

extensions = ["sphinx_page_feedback"]
feedback_service = {"name": "form", "endpoint": "https://forms.example.org/answer"}
