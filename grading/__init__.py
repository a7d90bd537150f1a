"""Instructors' code: hands out and grades the exercises. No student needs it.

The way of a submission: an LMS's zip → `lms` → submitted/ → `intake` reads whatever it is →
`scheduler` plans what is due and sends it to workers → `sandbox` forks two processes → `checker`
runs tests in the one and the student's cells in the other, over `wire` → outputs and verdict →
`scheduler` writes the file, then one transaction in `gradebook` → `feedback`, `report` and `lms`
only read it.

Imports point down this list, and `lint-imports` holds them to it:

| room        | what it is for                                                                   |
|-------------|----------------------------------------------------------------------------------|
| `cli`       | the command line                                                                 |
| `plugins`   | what nbgrader's configuration names: exporter, collector, grade exporters        |
| `scheduler` | a class: what is due, tasks in batches, workers, the one writer                  |
| `lms`       | submissions in from Canvas, Moodle, Blackboard; grades and feedback out          |
| `feedback`  | what a student reads                                                             |
| `report`    | the class at a glance                                                            |
| `gradebook` | nbgrader's database: session and lock, store, queries                            |
| `checker`   | one notebook: the trusted process, and its session with the student's            |
| `intake`    | a file that was handed in becomes the instructor's notebook with these answers   |
| `sandbox`   | namespaces, system calls, limits; the zygote that forks, the worker that runs    |
| `wire`      | messages, values and figures between the two                                     |
| `core`      | the course's folders, outputs and verdicts, limits, files, errors, words         |
"""

from grading.older import lead_on

lead_on(__name__)
