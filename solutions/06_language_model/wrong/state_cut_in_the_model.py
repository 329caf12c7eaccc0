"""No gradient flows back through the state: the model detaches what it returns.
Return the state as it is; the training loop cuts it where a chunk begins."""


class RNNLM(RNNLM):
    def forward(self, x, state=None):
        logits, state = super().forward(x, state)
        return logits, detach_state(state)
