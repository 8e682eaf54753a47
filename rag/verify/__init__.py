"""Whether what a sentence says stands in the sentences that it cites, and where exactly."""
