"""What several rooms' tests share: courses, submissions, classes, platforms, pictures, attacks."""
