"""Raises on what batchify returns: .view needs numbers that lie in order in memory, and a transposed array's do not.
Use .flatten() or .reshape(-1)."""


def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source).long()
    if len(source) < 2:
        raise ValueError("no word has a word before it")
    was_training = model.training
    model.eval()
    total, state = 0.0, None
    with torch.no_grad():
        for i in range(0, len(source) - 1, bptt):
            data, target = get_batch(source, i, bptt)
            logits, state = model(data, state)
            flat = logits.view(-1, logits.shape[-1]), target.view(-1)
            total += nn.functional.cross_entropy(*flat, reduction="sum").item()
    model.train(was_training)
    nll = total / source[1:].numel()
    return nll, math.exp(nll)
