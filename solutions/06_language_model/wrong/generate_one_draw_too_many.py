"""generate takes one random number more than it draws words.
Look at the number of words before you take the next number, not after."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        for draw in u:
            if len(ids) == max_len:
                break
            cumulative = np.cumsum(self.next_distribution(ids))
            word = int(np.searchsorted(cumulative, draw * cumulative[-1], side="right"))
            if word == self.eos:
                break
            ids.append(word)
        return ids
