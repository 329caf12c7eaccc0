"""Right, but c(h) is added up anew for each word: that takes as long as there are words after h.
Keep the sums beside the counts."""


class NgramLM(NgramLM):
    def _counts(self, word, context):
        if context not in self.totals:
            return 0, 0
        words = self.followers[context]
        return words[word], sum(words.values())
