"""nbgrader's settings for this course: copy this file into the folder of your nbgrader course.

A lesson is handed out as it is shipped: its stubs stand in it already, and nbgrader's own clearing of
solutions would replace whole cells. A check returns its points, which nbgrader takes as partial credit.
While a class is graded, progress goes into a folder that is thrown away.
"""

import atexit
import os
import shutil
import sys
import tempfile

from traitlets.config import get_config

c = get_config()

c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Execute.timeout = 120
"""Seconds for a cell; a lesson's longest takes less than ten."""

if "autograde" in sys.argv:
    home = tempfile.mkdtemp(prefix="companion-nbgrader-")
    os.environ["COMPANION_HOME"] = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)
