"""The hidden exams, one module an assignment."""
