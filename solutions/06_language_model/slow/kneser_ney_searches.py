"""Right, but the number of different words in front of a gram is found by a search through the whole table, for each query.
Count it once, in fit."""


class NgramLM(NgramLM):
    def _count_continuations(self):
        self._raw = self.followers

    def _kneser_ney(self, word, context):
        lower = self._kneser_ney(word, context[1:]) if context else 1 / self.vocab_size
        words = self._raw.get(context, {})
        if len(context) < self.n - 1:
            words = Counter()
            for longer, followers in self._raw.items():
                if len(longer) == len(context) + 1 and longer[1:] == context:
                    words.update(followers.keys())
        total = sum(words.values())
        if not total:
            return lower
        return (max(words.get(word, 0) - self.discount, 0) + self.discount * len(words) * lower) / total
