"""The measures, each a pure function with its source named and a hand-worked test."""
