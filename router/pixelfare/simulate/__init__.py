"""What could be, for many prompts at once: replaying a trace, dividing a budget, pacing it."""
