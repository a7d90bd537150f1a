"""Knows what students hand in: right, wrong, broken and hostile work."""
