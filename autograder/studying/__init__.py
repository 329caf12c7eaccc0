"""What helps a student along besides the tests: hints, standing, watching, pictures.

None of it is needed to work. Nothing is sent anywhere, and nothing is written but to pytest's cache in the
course's folder.
"""
