"""Demos and exercises: their form, what they print and draw, and what they say of a guess."""
