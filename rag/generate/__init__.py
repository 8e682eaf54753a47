"""Answers that a language model writes from numbered passages, checked before they are shown."""
