"""What crosses between trusted and untrusted processes: framed JSON messages, values and figures
as plain data; never pickle.

The whole conversation about one notebook, each line a message of `wire.messages`:

| from    | to      | asks                    | answers                                      |
|---------|---------|-------------------------|----------------------------------------------|
| pool    | zygote  | Start                   | Started                                      |
| pool    | zygote  | Fork.ZYGOTE, Prepare    | Prepared                                     |
| pool    | zygote  | Fork.LINE               | (no words: the line works)                   |
| pool    | zygote  | Fork.CHECKER            | END, once its lifeline has ended             |
| grader  | checker | GradeNotebook           | Merged, CellGraded …, PublicOutputs …,       |
|         |         |                         | GradingDone; or SubmissionRefused,           |
|         |         |                         | or KeptWaiting                               |
| checker | zygote  | Fork.STUDENT            | NUMBER, and a connection to a new student,   |
|         |         |                         | whose first word is Ready                    |
| checker | student | Ask(WriteFile)          | Done                                         |
| checker | student | Ask(RunCell)            | Shown …, CellRun                             |
| checker | student | Ask(GetValue)           | Value, NoSuchName or Refused                 |
| checker | student | Ask(CallFunction)       | Shown …, Returned, Raised or Refused         |
| checker | zygote  | Fork.STATUS             | END: how the student's process has ended     |

A student's answers come in a Reply with the number of what was asked. Of all these, only the
student's process is not trusted: what it says is read as data, of bounded size, within its time.
"""
