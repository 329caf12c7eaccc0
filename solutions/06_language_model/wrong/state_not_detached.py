"""Raises in the second chunk ("backward through the graph a second time"): the state still hangs on the first chunk's graph.
Detach it before each chunk."""


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source).long()
    model.train()
    losses, state = [], None
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        model.zero_grad()
        logits, state = model(data, state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
        losses.append(loss.item() * target.numel())
    return sum(losses) / source[1:].numel()
