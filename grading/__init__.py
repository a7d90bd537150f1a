"""Instructors' code: builds, hands out and grades the exercises. No student needs it."""
