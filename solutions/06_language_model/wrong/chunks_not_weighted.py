"""A short last chunk counts as much as a long one: the chunks' means were averaged.
Weight each by its length."""


def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source).long()
    if len(source) < 2:
        raise ValueError
    was_training = model.training
    model.eval()
    means, state = [], None
    with torch.no_grad():
        for i in range(0, len(source) - 1, bptt):
            data, target = get_batch(source, i, bptt)
            logits, state = model(data, state)
            means.append(nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten()).item())
    model.train(was_training)
    nll = sum(means) / len(means)
    return nll, math.exp(nll)
