"""Submissions to reports, and reports to grades."""
