"""The receiver's addresses."""

FEEDBACK = "/feedback"
THANKS = f"{FEEDBACK}/thanks"
STYLESHEET = f"{FEEDBACK}.css"
LIVE = "/live"
READY = "/ready"
SUBMISSIONS = "/submissions"
FORMS = "/forms"
