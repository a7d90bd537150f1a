"""What crosses between trusted and untrusted processes: framed JSON messages, values and figures
as plain data; never pickle.

The whole conversation about one notebook, each line a message of `wire.messages`:

| from    | to      | asks                    | answers                                      |
|---------|---------|-------------------------|----------------------------------------------|
| pool    | zygote  | Start                   | Started                                      |
| pool    | zygote  | Fork.ZYGOTE, Prepare    | Prepared                                     |
| pool    | zygote  | Fork.LINE, Fork.CHECKER | (no words: the connections work)             |
| grader  | checker | GradeNotebook           | Merged, CellGraded …, PublicOutputs …,       |
|         |         |                         | GradingDone; or SubmissionRefused            |
| checker | zygote  | Fork.STUDENT            | NUMBER, and a connection to a new student    |
| checker | student | Ask(WriteFile)          | Done                                         |
| checker | student | Ask(RunCell)            | Shown …, CellRun                             |
| checker | student | Ask(GetValue)           | Value, NoSuchName or Refused                 |
| checker | student | Ask(CallFunction)       | Shown …, Returned, Raised or Refused         |
| checker | zygote  | Fork.STATUS             | NUMBER: how the student's process has ended  |

A student's answers come in a Reply with the number of what was asked. Of all these, only the
student's process is not trusted: what it says is read as data, of bounded size, within its time.
"""
