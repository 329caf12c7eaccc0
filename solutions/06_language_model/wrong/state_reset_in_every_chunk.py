"""The answer depends on bptt: each chunk starts with no memory.
Hand the state of one chunk to the next."""


def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source).long()
    if len(source) < 2:
        raise ValueError
    was_training = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for i in range(0, len(source) - 1, bptt):
            data, target = get_batch(source, i, bptt)
            logits, _ = model(data, None)
            total += nn.functional.cross_entropy(
                logits.flatten(0, 1), target.flatten(), reduction="sum"
            ).item()
    model.train(was_training)
    nll = total / source[1:].numel()
    return nll, math.exp(nll)
