"""Tests of the room `checker`."""
