"""Grades to people and systems; each module writes one format."""
