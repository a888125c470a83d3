"""The autograder: releases the exercises, examines what is handed in, reports."""
