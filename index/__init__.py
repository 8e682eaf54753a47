"""Articles to passages to vectors to a store. Imports nothing else of ours."""
