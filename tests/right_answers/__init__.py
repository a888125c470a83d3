"""Right answers in several ways of writing, at least three a function: the exams accept them all."""
