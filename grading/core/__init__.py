"""What every room shares: the course's folders, a cell's outputs and verdict, whole files, errors
and words.
"""
