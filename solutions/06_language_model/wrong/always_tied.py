"""Encoder and decoder share a matrix although tie=False.
Share it only when asked to."""


class RNNLM(RNNLM):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        super().__init__(vocab, emb, hid, layers, dropout, tie or emb == hid, cell)
