"""Every call starts afresh: the state that was passed in is not used.
Hand it to the recurrent layer: self.rnn(embedded, state)."""


class RNNLM(RNNLM):
    def forward(self, x, state=None):
        return super().forward(x, None)
