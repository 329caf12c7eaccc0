"""Works with an LSTM only: its state is a tuple of two, that of a GRU or a plain RNN is one tensor.
Hand the state to detach_state, which knows both."""


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source).long()
    model.train()
    total, state = 0.0, None
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        if state is not None:
            h, c = state
            state = h.detach(), c.detach()
        logits, state = model(data, state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        model.zero_grad()
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.sub_(lr * parameter.grad)
        total += loss.item() * target.numel()
    return total / source[1:].numel()
