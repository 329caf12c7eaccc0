"""The sentence is longer afterwards: eos was appended to the caller's list.
Make a list of your own."""


class NgramLM(NgramLM):
    def sentence_logprob(self, ids):
        ids.append(self.eos)
        return super().sentence_logprob(ids[:-1])
