"""Right, but each word's probability is read off the distribution over the whole vocabulary.
Ask for the one word: the time must not grow with V."""

_Right = NgramLM


class NgramLM(_Right):
    def sentence_logprob(self, ids):
        total, words = 0.0, [*ids, self.eos]
        for i, word in enumerate(words):
            p = self.next_distribution(words[max(0, i - self.n + 1) : i])[word]
            total += math.log(p) if p else -math.inf
        return total
