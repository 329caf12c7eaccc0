"""Word 0 never learns: with padding_idx=0 its row of the embedding gets no gradient.
Here 0 is a word like any other; leave padding_idx out."""


class RNNLM(RNNLM):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        super().__init__(vocab, emb, hid, layers, dropout, tie, cell)
        self.encoder = nn.Embedding(vocab, emb, padding_idx=0)
        if tie:
            self.decoder.weight = self.encoder.weight
