"""The agent frameworks, each by its own loop."""
