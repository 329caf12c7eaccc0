"""A source of int32 raises an error: torch's cross-entropy asks for int64 targets.
Turn it into a tensor with torch.as_tensor(source).long()."""


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr)
    total, state = 0.0, None
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        logits, state = model(data, detach_state(state))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        optimizer.zero_grad()
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += loss.item() * target.numel()
    return total / source[1:].numel()
