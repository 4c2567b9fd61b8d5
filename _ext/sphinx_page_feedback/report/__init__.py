"""What a team learns from forms and answers: pure functions, data in, data out."""
