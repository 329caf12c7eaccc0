"""Dropout is active in evaluation mode too: it was applied without asking self.training.
nn.Dropout asks by itself; F.dropout needs training=self.training."""


class RNNLM(RNNLM):
    def forward(self, x, state=None):
        drop = lambda value: nn.functional.dropout(value, self.drop.p)
        out, state = self.rnn(drop(self.encoder(x)), state)
        return self.decoder(drop(out)), state
