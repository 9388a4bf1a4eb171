"""A class from hand-out to feedback: `handout` makes what students get, `grade` judges what they hand in.

A submission's code runs in processes of its own (`ward`, `desk`, `guard`, `limits`), which hold no verdict.
What was seen of it comes back as plain data; the judge reads that where no learner's code runs (`verdict`).
What this stops and what it cannot is in README.md beside this file.
"""
