"""A class from hand-in to grade: what needs nbgrader's commands, workers or a database."""
