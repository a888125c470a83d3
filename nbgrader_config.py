"""nbgrader, grading with this course's examiner.

It applies where nbgrader or Jupyter is started: here, or in a folder whose own nbgrader_config.py
loads this file, as the one does that `python -m autograder grade` writes into its results.

    nbgrader generate_assignment cross_correlation   # enters it in gradebook.db, copies to release/
    nbgrader autograde cross_correlation             # submitted/ to autograded/
    nbgrader generate_feedback cross_correlation     # autograded/ to feedback/
    nbgrader export                                  # grades.csv
"""

from autograder import EXERCISES

c = get_config()  # noqa: F821 - nbgrader defines it

# What is nbgrader's source is what `python -m autograder release` made of solutions/: no notebook
# of it holds a solution or a hidden test, so there is nothing left to take out.
c.CourseDirectory.source_directory = str(EXERCISES / "en")
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.SaveCells",
]

# Names, not classes: where one is not found nbgrader stops, and runs no student code by itself.
c.Autograde.exporter_class = "autograder.nbgrader_plugin.AnyNotebook"
c.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Examine"]
c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.KeepPenalties"]

# On the pages of formgrader and of generate_feedback.
c.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader_plugin.harmless_markdown"}

from autograder.gradebook import use_alembic_as_library  # noqa: E402 - what protects comes first

use_alembic_as_library()
