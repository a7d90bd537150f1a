"""Whatever file a student hands in becomes the instructor's notebook with the student's answers."""
