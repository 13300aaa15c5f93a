"""One file a connector: source and sink side by side."""
