"""With a single text, or a single step, the logits lose an axis.
No squeeze: logits are always (T, N, V), also for T = 1 and N = 1."""


class RNNLM(RNNLM):
    def forward(self, x, state=None):
        logits, state = super().forward(x, state)
        return logits.squeeze(), state
