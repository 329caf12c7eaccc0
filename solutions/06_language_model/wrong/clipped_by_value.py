"""Each entry of the gradients was clipped by itself.
Clip the norm of all of them together: torch.nn.utils.clip_grad_norm_."""


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source).long()
    model.train()
    total, state = 0.0, None
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        model.zero_grad()
        logits, state = model(data, detach_state(state))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_value_(model.parameters(), clip)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
        total += loss.item() * target.numel()
    return total / source[1:].numel()
