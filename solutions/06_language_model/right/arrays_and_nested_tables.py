"""Written with arrays, nested dictionaries and lists of distributions; torch's optimiser by hand with foreach."""

import math
from collections import Counter, defaultdict
from functools import partial

import numpy as np
import torch
from torch import nn


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    counted = Counter(tokens)
    words = sorted(set(counted) - set(specials))
    words = sorted(words, key=counted.__getitem__, reverse=True)  # stable: equals stay alphabetical
    itos = list(specials) + [w for w in words if counted[w] >= min_freq]
    return itos, dict(zip(itos, range(len(itos))))


def encode(tokens, stoi, unk="<unk>"):
    return [stoi[unk if token not in stoi else token] for token in tokens]


def decode(ids, itos):
    return list(map(itos.__getitem__, ids))


def batchify(ids, bsz):
    rows = ids.size // bsz
    index = np.arange(rows)[:, None] + rows * np.arange(bsz)
    return ids[index]


def get_batch(source, i, bptt):
    both = source[i : i + bptt + 1]
    return both[:-1], both[1:]


def sliding_windows(ids, n):
    count = max(0, ids.size - n + 1)
    return ids[np.arange(count)[:, None] + np.arange(n)]


def count_ngrams(sentences, n, bos, eos):
    grams = []
    for sentence in sentences:
        padded = [bos] * (n - 1) + list(sentence) + [eos]
        grams.extend(zip(*[padded[j:] for j in range(n)]))
    return Counter(grams)


class NgramLM:
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        self.n, self.V, self.bos, self.eos, self.hyper = n, vocab_size, bos, eos, hyper
        if method == "mle":
            self.rule = self._add
            self.hyper = {"k": 0}
        elif method == "add_k":
            self.rule = self._add
        elif method == "interpolate":
            if len(hyper["lambdas"]) != n or abs(math.fsum(hyper["lambdas"]) - 1) > 1e-9:
                raise ValueError("the weights do not fit")
            self.rule = self._interpolate
        elif method == "stupid_backoff":
            self.rule = self._backoff
        elif method == "kneser_ney":
            self.rule = self._kneser_ney
        elif method == "d2l_smoothing":
            if not len(hyper["eps"]) == n <= 3:
                raise ValueError("the eps do not fit")
            self.rule = self._d2l
        else:
            raise ValueError("unknown method")

    def fit(self, sentences):
        n = self.n
        self.tables = [defaultdict(dict) for _ in range(n)]
        left = [defaultdict(lambda: defaultdict(set)) for _ in range(n)]
        for sentence in sentences:
            words = [self.bos] * (n - 1) + list(sentence) + [self.eos]
            for i in range(n - 1, len(words)):
                for j in range(n):
                    row = self.tables[j][tuple(words[i - j : i])]
                    row[words[i]] = row.get(words[i], 0) + 1
                    if j < n - 1:
                        left[j][tuple(words[i - j : i])][words[i]].add(words[i - j - 1])
        self.sums = [{h: sum(row.values()) for h, row in table.items()} for table in self.tables]
        self.places = [
            {h: {w: len(v) for w, v in row.items()} for h, row in table.items()} for table in left[:-1]
        ]
        self.places.append(self.tables[-1])
        self.place_sums = [{h: sum(row.values()) for h, row in table.items()} for table in self.places]
        return self

    def _count(self, word, h):
        row = self.tables[len(h)].get(h)
        return (row.get(word, 0), self.sums[len(h)][h]) if row else (0, 0)

    def prob(self, word, context):
        if word == self.bos:
            return 0.0
        context = tuple(context)[-(self.n - 1) :] if self.n > 1 else ()
        return self.rule(word, (self.bos,) * (self.n - 1 - len(context)) + context)

    def _add(self, word, h):
        k = self.hyper.get("k", 1.0)
        c, total = self._count(word, h)
        return (c + k) / (total + k * self.V) if total or k else 0.0

    def _interpolate(self, word, h):
        def part(h):
            c, total = self._count(word, h)
            return c / total if total else part(h[1:])

        weights = self.hyper["lambdas"]
        return sum(weights[len(h) - i] * part(h[i:]) for i in range(len(h) + 1))

    def _backoff(self, word, h):
        alpha = self.hyper.get("alpha", 0.4)
        for steps in range(len(h) + 1):
            c, total = self._count(word, h[steps:])
            if c:
                return alpha**steps * c / total
        return 0.0

    def _kneser_ney(self, word, h):
        d = self.hyper.get("discount", 0.75)
        below = self._kneser_ney(word, h[1:]) if h else 1.0 / self.V
        row = self.places[len(h)].get(h)
        if not row:
            return below
        total = self.place_sums[len(h)][h]
        return (max(row.get(word, 0) - d, 0.0) + d * len(row) * below) / total

    def _d2l(self, word, h):
        eps = self.hyper["eps"]
        c, total = self._count(word, ())
        p = (c + eps[0] / self.V) / (total + eps[0])
        if h:
            c, total = self._count(word, h)
            p = (c + eps[-1] * p) / (total + eps[-1])
        return p

    def sentence_logprob(self, ids):
        words = [self.bos] * (self.n - 1) + list(ids) + [self.eos]
        p = np.array([self.prob(words[i], words[i - self.n + 1 : i]) for i in range(self.n - 1, len(words))])
        return -math.inf if (p == 0).any() else float(np.log(p).sum())

    def next_distribution(self, context):
        return np.fromiter(map(partial(self.prob, context=context), range(self.V)), float, self.V)

    def generate(self, u, max_len):
        ids = []
        try:
            while len(ids) < max_len:
                p = self.next_distribution(ids)
                cumulative = np.cumsum(p / p.sum())
                above = np.flatnonzero((cumulative > next(u)) & (p > 0))
                word = int(above[0]) if above.size else int(np.flatnonzero(p)[-1])
                if word == self.eos:
                    break
                ids.append(word)
        except StopIteration:
            pass
        return ids


def perplexity(total_nll, n_tokens, log_base=math.e):
    if n_tokens == 0:
        raise ValueError("no tokens")
    with np.errstate(over="ignore"):
        return float(np.power(float(log_base), np.float64(total_nll) / n_tokens))


def _float(x):
    x = np.asarray(x)
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = _float(logits), np.asarray(targets)
    keep = np.ones(targets.shape, bool) if pad_id is None else targets != pad_id
    rows, wanted = logits[keep], targets[keep].astype(np.intp)
    if wanted.size == 0:
        return 0.0, 0
    rows = rows - rows.max(-1, keepdims=True)
    nll = np.log(np.exp(rows).sum(-1)) - rows[np.arange(wanted.size), wanted]
    return float(nll.sum(dtype=np.float64)), int(keep.sum())


def corpus_perplexity(batches, pad_id=None):
    table = np.array([nll_from_logits(*batch, pad_id=pad_id) for batch in batches], float).reshape(-1, 2)
    total, n = table.sum(axis=0)
    return perplexity(total, n)


def bits_per_char(total_nll, n_chars):
    if n_chars < 1:
        raise ValueError("no characters")
    return total_nll * math.log2(math.e) / n_chars


def word_perplexity_from_chars(total_char_nll, n_words):
    return perplexity(total_char_nll * math.log2(math.e), n_words, 2)


def ngram_perplexity(model, sentences):
    sentences = list(sentences)
    nll = -math.fsum(model.sentence_logprob(list(s)) for s in sentences)
    return perplexity(nll, len(sentences) + sum(map(len, sentences)))


def nnlm_loss_and_grads(params, ctx, y):
    E, W_h, b_h, W_o, b_o = (params[k] for k in ("E", "W_h", "b_h", "W_o", "b_o"))
    (N, m), (V, d) = ctx.shape, E.shape
    x = E[ctx].reshape(N, m * d)
    h = np.tanh(np.einsum("nx,hx->nh", x, W_h) + b_h)
    s = np.einsum("nh,vh->nv", h, W_o) + b_o
    s = s - s.max(axis=1, keepdims=True, initial=-np.inf)
    z = np.exp(s).sum(axis=1, keepdims=True)
    one_hot = (np.arange(V) == np.asarray(y)[:, None]).astype(s.dtype)
    loss = float((np.log(z[:, 0]) - (s * one_hot).sum(axis=1)).sum() / max(N, 1))
    g = (np.exp(s) / z - one_hot) / max(N, 1)
    ga = (g @ W_o) * (1 - h**2)
    gx = (ga @ W_h).reshape(N * m, d)
    chosen = (np.arange(V)[:, None] == ctx.reshape(-1)).astype(E.dtype)
    return loss, {"E": chosen @ gx, "W_h": ga.T @ x, "b_h": ga.sum(0), "W_o": g.T @ h, "b_o": g.sum(0)}


class RNNLM(nn.Module):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        nn.Module.__init__(self)
        if tie and emb != hid:
            raise ValueError("tied weights need emb == hid")
        if cell == "LSTM":
            kind = nn.LSTM
        elif cell == "GRU":
            kind = nn.GRU
        elif cell == "RNN":
            kind = partial(nn.RNN, nonlinearity="tanh")
        else:
            raise ValueError("LSTM, GRU or RNN")
        self.encoder = nn.Embedding(vocab, emb)
        self.before, self.after = nn.Dropout(dropout), nn.Dropout(dropout)
        self.rnn = kind(emb, hid, layers, dropout=dropout if layers > 1 else 0)
        self.decoder = nn.Linear(hid, vocab)
        nn.init.uniform_(self.encoder.weight, -0.1, 0.1)
        nn.init.zeros_(self.decoder.bias)
        if tie:
            self.decoder.weight = self.encoder.weight

    def forward(self, x, state=None):
        x = self.before(self.encoder(x))
        hidden, state = self.rnn(x) if state is None else self.rnn(x, state)
        return self.decoder(self.after(hidden)), state


def detach_state(state):
    match state:
        case None:
            return None
        case torch.Tensor():
            return state.detach()
        case _:
            return tuple(map(detach_state, state))


def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source, dtype=torch.long)
    if len(source) < 2:
        raise ValueError("the text is too short")
    training = model.training
    model.train(False)
    losses, state = [], None
    for start in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, start, bptt)
        logits, state = model(data, detach_state(state))
        loss = nn.CrossEntropyLoss(reduction="none")(logits.reshape(target.numel(), -1), target.reshape(-1))
        losses.append(loss.detach())
    model.train(training)
    nll = float(torch.cat(losses).double().mean())
    return nll, math.exp(nll)


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source, dtype=torch.long)
    model.train()
    parameters = list(model.parameters())
    losses, sizes, state = [], [], None
    for start in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, start, bptt)
        logits, state = model(data, state)
        state = detach_state(state)
        loss = nn.functional.nll_loss(logits.log_softmax(-1).flatten(0, 1), target.flatten())
        gradients = torch.autograd.grad(loss, parameters)
        if clip is not None:
            norm = torch.sqrt(sum(g.square().sum() for g in gradients))
            gradients = [g * torch.clamp(clip / (norm + 1e-6), max=1.0) for g in gradients]
        with torch.no_grad():
            for p, g in zip(parameters, gradients):
                p.sub_(lr * g)
        losses.append(loss.item())
        sizes.append(target.numel())
    return float(np.average(losses, weights=sizes))


def apply_temperature(logits, t):
    logits = _float(logits)
    if t == 0:
        return np.where(np.arange(logits.size) == logits.argmax(), 0.0, -np.inf).astype(logits.dtype)
    return logits * (1.0 / t)


def _ranks(logits):
    order = np.lexsort((np.arange(logits.size), -logits))
    ranks = np.empty(logits.size, int)
    ranks[order] = np.arange(logits.size)
    return order, ranks


def top_k_filter(logits, k):
    logits = _float(logits)
    _, ranks = _ranks(logits)
    return np.where(ranks < k, logits, logits.dtype.type(-np.inf))


def top_p_filter(logits, p):
    logits = _float(logits)
    if p == 1:
        return logits.copy()
    order, ranks = _ranks(logits)
    q = np.exp(logits.astype(float) - logits.max())
    q /= q.sum()
    before = np.concatenate([[0], np.cumsum(q[order])[:-1]])
    keep = (before < p) | (np.arange(q.size) == 0)
    return np.where(keep[ranks], logits, logits.dtype.type(-np.inf))


def sample(logits, u):
    logits = np.asarray(logits, float)
    p = np.exp(logits - logits.max())
    p = p / p.sum()
    found = np.flatnonzero((np.cumsum(p) > u) & (p > 0))
    return int(found[0] if found.size else np.flatnonzero(p)[-1])
