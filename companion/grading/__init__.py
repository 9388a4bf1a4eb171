"""A class from hand-out to feedback: `handout` makes what students get, `grade` judges what they hand in.

A submission's code runs in processes of its own (`sandbox`, `answer_process`, `audit_hook`, `limits`),
which make no verdict. They report what they saw as plain data. `verdict` judges it in the grader's process,
where no submission runs. README.md beside this file says what this stops and what it cannot stop.
"""
