"""Right answers, each function in three ways of writing at least: the exams accept them all."""
