"""What kind of mistake an answer looks like, found from the answer and the expected one.

For public tests at home, where both may be shown. Every sentence is first checked against the numbers: a
factor is said when all values have it, a transpose when the transposed answer is right. What cannot be
checked (why somebody wrote it so) is said as a possibility, or not at all.
"""

from autograder.checking.remarks.answer import Answer, Given
from autograder.checking.remarks.choosing import remarks_on
from autograder.checking.remarks.objects import on_object
from autograder.checking.remarks.places import is_place

__all__ = ["Answer", "Given", "is_place", "on_object", "remarks_on"]
