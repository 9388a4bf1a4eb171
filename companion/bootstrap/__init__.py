"""What the command line does before and around the course: the environment, the learner's copies, JupyterLab.

Needs nothing but Python 3.11's standard library and imports no room, because it runs before anything is
installed. One file for each thing that can be understood alone; `commands` ties them together.
"""
