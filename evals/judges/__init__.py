"""Language models as judges of a run's answers: optional, cached, and never taken at their word."""
