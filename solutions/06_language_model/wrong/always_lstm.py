"""The recurrent layer is an LSTM, whatever `cell` says.
Choose the class by name: getattr(nn, cell)."""


class RNNLM(RNNLM):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        if cell not in ("LSTM", "GRU", "RNN"):
            raise ValueError
        super().__init__(vocab, emb, hid, layers, dropout, tie, "LSTM")
