"""The most likely word is always taken; the random numbers are not used.
Take the first word whose cumulative probability exceeds u."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len and next(u, None) is not None:
            word = int(np.argmax(self.next_distribution(ids)))
            if word == self.eos:
                break
            ids.append(word)
        return ids
