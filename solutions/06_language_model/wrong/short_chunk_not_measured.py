"""The last rows are not measured: a chunk shorter than bptt was left out.
get_batch gives it shorter; take it."""


def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source).long()
    if len(source) < 2:
        raise ValueError
    was_training = model.training
    model.eval()
    total, n, state = 0.0, 0, None
    with torch.no_grad():
        for i in range(0, max(1, len(source) - bptt), bptt):
            data, target = get_batch(source, i, bptt)
            logits, state = model(data, state)
            total += nn.functional.cross_entropy(
                logits.flatten(0, 1), target.flatten(), reduction="sum"
            ).item()
            n += target.numel()
    model.train(was_training)
    nll = total / n
    return nll, math.exp(nll)
