"""Tests of where students' code runs; attacks on it are in tests/attacks."""
