"""A graded class at a glance: figures, pictures, a page and tables."""
