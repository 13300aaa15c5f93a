"""Parts of transforms that are too long for their own file."""
