"""There is one recurrent layer, whatever `layers` says.
Pass it on as num_layers."""


class RNNLM(RNNLM):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        super().__init__(vocab, emb, hid, 1, dropout, tie, cell)
