"""One notebook graded: the trusted process that runs its tests, and its session with the student's
process.
"""
