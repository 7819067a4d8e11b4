"""What has been published about a compound, in order of days, and its corrections."""
