"""Tests of the room `lms`."""
