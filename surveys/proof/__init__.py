"""What lets anyone check that nothing was changed: canonical bytes, a hash chain, numbers people can type."""
