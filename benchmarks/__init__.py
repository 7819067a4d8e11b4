"""What performance claims rest on: the webhook against its peers, in one run on one machine."""
