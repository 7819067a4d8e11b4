"""What the pretend platform does: pushes, its API, its sign-in, its quotas and its planned faults."""
