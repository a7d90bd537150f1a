"""Submissions in from Canvas, Moodle and Blackboard; grades and feedback out to them."""
