"""Many prompts at once: replaying, allocating and pacing what they cost."""
