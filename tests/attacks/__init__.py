"""Attacks on the grader: each is seen to strike before its zero is believed."""
