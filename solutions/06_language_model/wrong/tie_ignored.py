"""There are two matrices although tie=True.
Share the Parameter: self.decoder.weight = self.encoder.weight."""


class RNNLM(RNNLM):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        if tie and emb != hid:
            raise ValueError
        super().__init__(vocab, emb, hid, layers, dropout, False, cell)
