"""nbgrader's settings for this course: where things are, and how they are graded."""

import os
from pathlib import Path

from grading.plugins import course

c = get_config()  # noqa: F821 - whoever loads this file passes it in

# All that grading needs: grading/plugins/course.py has each setting, with its reason. What is set
# here counts instead.
course.configure(c, __file__)

# The course. Names are absolute, so that nbgrader works from any folder with this config.
root = Path(__file__).resolve().parent
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "gradient_descent_course"  # the exchange asks for a name

# The record of all grades: a file, or the database (PostgreSQL) that the environment names.
c.CourseDirectory.db_url = os.environ.get("GRADEBOOK_URL") or f"sqlite:///{root / 'gradebook.db'}"

# What an instructor may choose.
c.IsolatedExporter.isolated = True  # False runs students' code with all that you may do
c.IsolatedExporter.assignments = {
    "gradient_descent": {"tests": "apart"},  # its checks look at data: no answer can forge a pass
}
c.ForStudents.show_hidden_tests = False  # True shows their source, and what they expect
c.LateSubmissionPlugin.penalty_method = "none"  # lateness is shown; its price is a person's choice
