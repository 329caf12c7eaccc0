"""Dropout is missing in front of the decoder.
Drop in both places: self.drop(self.encoder(x)), and again before the decoder."""


class RNNLM(RNNLM):
    def forward(self, x, state=None):
        out, state = self.rnn(self.drop(self.encoder(x)), state)
        return self.decoder(out), state
