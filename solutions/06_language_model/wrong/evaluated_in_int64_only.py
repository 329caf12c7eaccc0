"""A source of int32 raises an error: torch's cross-entropy asks for int64 targets.
Turn it into a tensor with torch.as_tensor(source).long()."""


def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source)
    if len(source) < 2:
        raise ValueError
    mode = model.training
    model.eval()
    total, state = 0.0, None
    with torch.no_grad():
        for i in range(0, len(source) - 1, bptt):
            data, target = get_batch(source, i, bptt)
            logits, state = model(data, state)
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="sum")
            total += loss.item()
    model.train(mode)
    nll = total / source[1:].numel()
    return nll, math.exp(nll)
