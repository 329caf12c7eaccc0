"""Dropout is missing between the embedding and the recurrent layer.
Drop in both places: self.drop(self.encoder(x)), and again before the decoder."""


class RNNLM(RNNLM):
    def forward(self, x, state=None):
        out, state = self.rnn(self.encoder(x), state)
        return self.decoder(self.drop(out)), state
