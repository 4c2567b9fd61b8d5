"""A project in Sphinx's default theme, whose form has every type of field."""

project = "All fields"
language = "en"
extensions = ["sphinx_page_feedback"]
feedback_service = {"name": "form", "endpoint": "https://forms.example.org/answer"}
feedback_contact = "team@example.org"
exclude_patterns = ["_feedback"]
# The theme's search box has an inline script, which the tests of a content security policy
# would find and blame on the form.
html_sidebars = {"**": ["about.html", "navigation.html"]}
