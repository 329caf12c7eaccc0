"""Written the other way round where it can be: a class for each rule, log-space, one table made by broadcasting."""

import math
from collections import Counter, deque

import numpy as np
import torch
import torch.nn as nn


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    freq = Counter(tokens)
    ranked = sorted((-freq[w], w) for w in freq if freq[w] >= min_freq and w not in specials)
    itos = [*specials]
    itos.extend(w for _, w in ranked)
    return itos, {w: i for i, w in enumerate(itos)}


def encode(tokens, stoi, unk="<unk>"):
    default = stoi.get(unk)
    out = []
    for t in tokens:
        i = stoi.get(t, default)
        if i is None:
            raise KeyError(t)
        out.append(i)
    return out


def decode(ids, itos):
    return [itos[i] for i in np.asarray(ids, int)]


def batchify(ids, bsz):
    n = len(ids) // bsz
    return np.reshape(ids[: n * bsz], (bsz, n)).transpose().copy()


def get_batch(source, i, bptt):
    T = max(0, min(bptt, len(source) - 1 - i))
    return source[i : i + T], source[i + 1 :][:T]


def sliding_windows(ids, n):
    L = len(ids)
    if L < n:
        return ids[:0].reshape(0, 1).repeat(n, axis=1)
    return np.stack([ids[j : L - n + 1 + j] for j in range(n)], axis=1)


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for s in sentences:
        window = deque([bos] * n, maxlen=n)
        for word in list(s) + [eos]:
            window.append(word)
            counts[tuple(window)] += 1
    return counts


class _Node:
    """A node of a tree of contexts, the nearest word first."""

    def __init__(self):
        self.counts, self.total, self.longer = {}, 0, {}

    def add(self, word, times=1):
        self.counts[word] = self.counts.get(word, 0) + times
        self.total += times

    def mle(self, word):
        return self.counts.get(word, 0) / self.total


class NgramLM:
    def __init__(
        self, n, vocab_size, bos, eos, method, k=1.0, alpha=0.4, discount=0.75, lambdas=None, eps=None
    ):
        rules = "mle add_k interpolate stupid_backoff kneser_ney d2l_smoothing".split()
        if method not in rules:
            raise ValueError("method must be one of " + ", ".join(rules))
        if method == "interpolate" and (
            lambdas is None or len(lambdas) != n or abs(sum(lambdas) - 1) >= 1e-9
        ):
            raise ValueError("lambdas")
        if method == "d2l_smoothing" and (eps is None or len(eps) != n or n not in (1, 2, 3)):
            raise ValueError("eps")
        self.__dict__.update(n=n, V=vocab_size, bos=bos, eos=eos, method=method)
        self.__dict__.update(k=k, alpha=alpha, discount=discount, lambdas=lambdas, eps=eps)

    def fit(self, sentences):
        self.root, self.kn_root = _Node(), _Node()
        seen = set()
        for s in sentences:
            words = [self.bos] * (self.n - 1) + list(s) + [self.eos]
            for i in range(self.n - 1, len(words)):
                node, twin = self.root, self.kn_root
                node.add(words[i])
                if self.n == 1:
                    twin.add(words[i])
                for j in range(1, self.n):
                    node = node.longer.setdefault(words[i - j], _Node())
                    node.add(words[i])
                    gram = tuple(words[i - j : i + 1])
                    if gram not in seen:
                        seen.add(gram)
                        twin.add(words[i])
                    twin = twin.longer.setdefault(words[i - j], _Node())
                    if j == self.n - 1:
                        twin.add(words[i])
        return self

    def _path(self, root, context):
        nodes, node = [root], root
        for word in reversed(context):
            node = node.longer.get(word) if node is not None else None
            nodes.append(node)
        return nodes

    def prob(self, word, context):
        if word == self.bos:
            return 0.0
        padded = [self.bos] * self.n + list(context)
        context = padded[len(padded) - (self.n - 1) :]
        if self.method == "kneser_ney":
            p = 1 / self.V
            for node in self._path(self.kn_root, context):
                if node is not None and node.total:
                    kept = max(node.counts.get(word, 0) - self.discount, 0)
                    p = (kept + self.discount * len(node.counts) * p) / node.total
            return p
        nodes = self._path(self.root, context)
        top = nodes[-1]
        c, total = (top.counts.get(word, 0), top.total) if top is not None else (0, 0)
        if self.method == "mle" or (self.method == "add_k" and not self.k):
            return c / total if total else 0.0
        if self.method == "add_k":
            return (c + self.k) / (total + self.k * self.V)
        if self.method == "interpolate":
            p, known = 0.0, 0.0
            for weight, node in zip(self.lambdas, nodes):
                known = known if node is None else node.mle(word)
                p += weight * known
            return p
        if self.method == "stupid_backoff":
            steps = 0
            for node in reversed(nodes):
                if node is not None and word in node.counts:
                    return self.alpha**steps * node.mle(word)
                steps += 1
            return 0.0
        p = (self.root.counts.get(word, 0) + self.eps[0] / self.V) / (self.root.total + self.eps[0])
        return p if self.n == 1 else (c + self.eps[-1] * p) / (total + self.eps[-1])

    def next_distribution(self, context):
        return np.array([self.prob(w, context) for w in range(self.V)], dtype=np.float64)

    def sentence_logprob(self, ids):
        logs, window = [], deque([self.bos] * (self.n - 1), maxlen=self.n - 1)
        for word in [*ids, self.eos]:
            p = self.prob(word, window)
            if not p:
                return float("-inf")
            logs.append(math.log(p))
            window.append(word)
        return math.fsum(logs)

    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len:
            for draw in u:
                break
            else:
                return ids
            with np.errstate(divide="ignore"):
                word = sample(np.log(self.next_distribution(ids)), draw)
            if word == self.eos:
                return ids
            ids.append(word)
        return ids


def perplexity(total_nll, n_tokens, log_base=math.e):
    if n_tokens <= 0:
        raise ValueError("no tokens")
    try:
        return math.pow(log_base, total_nll / n_tokens)
    except OverflowError:
        return float("inf")


def _log_softmax(x):
    return x - np.logaddexp.reduce(x, axis=-1, keepdims=True)


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = np.asarray(logits), np.asarray(targets)
    V = logits.shape[-1]
    where = np.arange(targets.size) if pad_id is None else np.flatnonzero(targets.ravel() != pad_id)
    if not where.size:
        return 0.0, 0
    log_p = _log_softmax(logits.reshape(-1, V)[where].astype(np.float64))
    return -float(log_p[np.arange(where.size), targets.ravel()[where]].sum()), where.size


def corpus_perplexity(batches, pad_id=None):
    nlls, counts = [], 0
    for logits, targets in batches:
        nll, count = nll_from_logits(logits, targets, pad_id)
        nlls.append(nll)
        counts += count
    return perplexity(math.fsum(nlls), counts)


def bits_per_char(total_nll, n_chars):
    if not n_chars:
        raise ValueError("no characters")
    return (total_nll / math.log(2)) / n_chars


def word_perplexity_from_chars(total_char_nll, n_words):
    return perplexity(total_char_nll, n_words, math.e)


def ngram_perplexity(model, sentences):
    nll, n = 0.0, 0
    for s in sentences:
        nll -= model.sentence_logprob(s)
        n += len(s) + 1
    return perplexity(nll, n)


def nnlm_loss_and_grads(params, ctx, y):
    grads = {k: np.zeros(v.shape, v.dtype) for k, v in params.items()}
    N = len(y)
    if not N:
        return 0.0, grads
    m, d = ctx.shape[1], params["E"].shape[1]
    W = params["W_h"].reshape(-1, m, d)
    x = params["E"][ctx]
    h = np.tanh(np.tensordot(x, W, axes=([1, 2], [1, 2])) + params["b_h"])
    log_p = _log_softmax(h @ params["W_o"].T + params["b_o"])
    g = np.exp(log_p)
    np.subtract.at(g, (np.arange(N), y), 1)
    g = g / N
    grads["W_o"], grads["b_o"] = g.T @ h, g.sum(axis=0)
    da = g @ params["W_o"]
    da = da - da * h * h
    grads["W_h"], grads["b_h"] = np.einsum("nh,nmd->hmd", da, x).reshape(params["W_h"].shape), da.sum(axis=0)
    for j in range(m):
        np.add.at(grads["E"], ctx[:, j], da @ W[:, j])
    return -float(np.mean(log_p[np.arange(N), y])), grads


class RNNLM(nn.Module):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        super().__init__()
        if cell not in {"LSTM", "GRU", "RNN"} or (tie and emb != hid):
            raise ValueError("cell or sizes")
        self.encoder = nn.Embedding(vocab, emb)
        self.rnn = {"LSTM": nn.LSTM, "GRU": nn.GRU, "RNN": nn.RNN}[cell](emb, hid, layers, dropout=dropout)
        self.decoder = nn.Linear(hid, vocab)
        self.dropout = nn.Dropout(dropout)
        if tie:
            self.encoder.weight = self.decoder.weight

    def forward(self, x, state=None):
        h = self.dropout(self.encoder(x))
        if state is None:
            size = (self.rnn.num_layers, x.shape[1], self.rnn.hidden_size)
            state = h.new_zeros(size)
            if isinstance(self.rnn, nn.LSTM):
                state = (state, h.new_zeros(size))
        h, state = self.rnn(h, state)
        return self.decoder(self.dropout(h)), state


def detach_state(state):
    if isinstance(state, tuple):
        return tuple(detach_state(s) for s in state)
    return state if state is None else state.detach()


def _chunks(source, bptt):
    start = 0
    while start + 1 < len(source):
        stop = min(start + bptt, len(source) - 1)
        yield source[start:stop], source[start + 1 : stop + 1]
        start = stop


def evaluate_lm(model, source, bptt):
    source = torch.tensor(np.asarray(source)).long()
    if len(source) < 2:
        raise ValueError("too short")
    was, total, state = model.training, 0.0, None
    model.eval()
    with torch.inference_mode():
        for data, target in _chunks(source, bptt):
            logits, state = model(data, state)
            mean = nn.functional.cross_entropy(logits.movedim(-1, 1), target)
            total += float(mean) * len(data)
    if was:
        model.train()
    nll = total / (len(source) - 1)
    return nll, math.exp(nll)


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.tensor(np.asarray(source)).long()
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr)
    total, state = 0.0, None
    for data, target in _chunks(source, bptt):
        state = detach_state(state)
        logits, state = model(data, state)
        loss = nn.functional.cross_entropy(logits.movedim(-1, 1), target)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), math.inf if clip is None else clip)
        optimizer.step()
        total += loss.item() * len(data)
    return total / (len(source) - 1)


def apply_temperature(logits, t):
    logits = np.array(logits, dtype=None if np.asarray(logits).dtype.kind == "f" else float)
    if t > 0:
        logits /= t
        return logits
    best = logits.argmax()
    logits[:] = -np.inf
    logits[best] = 0
    return logits


def _ruled_out(logits, out):
    logits = np.array(logits, dtype=None if np.asarray(logits).dtype.kind == "f" else float)
    logits[out] = -np.inf
    return logits


def _descending(logits):
    return np.argsort(-np.asarray(logits, float), kind="stable")


def top_k_filter(logits, k):
    return _ruled_out(logits, _descending(logits)[k:])


def top_p_filter(logits, p):
    order = _descending(logits)
    if p >= 1:
        return _ruled_out(logits, order[:0])
    q = np.exp(_log_softmax(np.asarray(logits, float)))[order]
    count = 1 + int(np.searchsorted(np.cumsum(q), p, side="left"))
    return _ruled_out(logits, order[count:])


def sample(logits, u):
    log_p = _log_softmax(np.asarray(logits, float))
    cumulative = np.exp(log_p).cumsum()
    cumulative[np.flatnonzero(np.isfinite(log_p))[-1] :] = 1.0
    return int(np.argmax(cumulative > u))
