"""Tests of the course and of its grading."""
