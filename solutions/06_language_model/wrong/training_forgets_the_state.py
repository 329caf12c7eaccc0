"""Each chunk starts with no memory.
Hand it the detached state of the chunk before."""


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source).long()
    model.train()
    total = 0.0
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        model.zero_grad()
        logits, _ = model(data, None)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
        total += loss.item() * target.numel()
    return total / source[1:].numel()
