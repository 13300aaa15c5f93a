"""What is wrong with a file that could not be read: where it is broken, and what to do."""
