# Handed in untouched.
