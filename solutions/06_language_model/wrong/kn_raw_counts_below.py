"""The lower orders use raw counts: a word frequent in one single place seems likely everywhere.
Below the highest order count in how many different places a gram occurs: the number of different words in front of it."""


class NgramLM(NgramLM):
    def _count_continuations(self):
        pass
