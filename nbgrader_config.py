"""nbgrader, grading with this course's examiner.

It applies where nbgrader or Jupyter is started: here, or in a folder whose own nbgrader_config.py
loads this file, as the one does that `python -m autograder grade` writes into its results.

    nbgrader generate_assignment cross_correlation   # enters it in gradebook.db, copies to release/
    nbgrader autograde cross_correlation             # submitted/ to autograded/
    nbgrader generate_feedback cross_correlation     # autograded/ to feedback/
    nbgrader export                                  # grades.csv
"""

import warnings

try:
    from sqlalchemy.exc import SAWarning

    from autograder import EXERCISES
    from autograder.gradebook import use_alembic_as_library
except ImportError as error:  # nbgrader would go on without this file, and run student code itself
    raise SystemExit(
        f"{__file__}: {error}; nbgrader must run in the course's environment"
    ) from None

c = get_config()  # noqa: F821 - nbgrader defines it

# nbgrader's source is what `python -m autograder release` made of solutions/: no notebook of it
# holds a solution or a hidden test, so there is nothing left to take out.
c.CourseDirectory.source_directory = str(EXERCISES / "en")
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.SaveCells",
]

c.Autograde.exporter_class = "autograder.nbgrader_plugin.AnyNotebook"
c.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Examine"]
c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.KeepPenalties"]

# On the pages of formgrader and of generate_feedback.
c.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader_plugin.harmless_markdown"}

use_alembic_as_library()

# SQLAlchemy 2.1 says three times a submission that nbgrader 0.9.6 builds its rows in an odd order.
warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
