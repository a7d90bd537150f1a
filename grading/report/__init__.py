"""Knows a graded class at a glance: figures, pictures, a page; not how anything is graded.

It is a folder of its own, so that no change of a page makes grades due again (`grading.version`).
"""
