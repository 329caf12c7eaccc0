"""There are two matrices although tie=True: the output layer got a copy of the embedding.
Assign the Parameter itself: self.decoder.weight = self.encoder.weight."""


class RNNLM(RNNLM):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        super().__init__(vocab, emb, hid, layers, dropout, tie, cell)
        if tie:
            self.decoder.weight = nn.Parameter(self.encoder.weight.detach().clone())
