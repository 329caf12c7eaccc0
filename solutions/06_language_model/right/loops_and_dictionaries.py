"""Written with plain loops and dictionaries of counts, one dictionary for each order."""

import itertools
import math
from collections import Counter

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    itos = list(specials)
    for word, freq in sorted(Counter(tokens).items(), key=lambda item: (-item[1], item[0])):
        if freq < min_freq or word in specials:
            continue
        itos.append(word)
    stoi = {}
    for i, word in enumerate(itos):
        stoi[word] = i
    return itos, stoi


def encode(tokens, stoi, unk="<unk>"):
    ids = []
    for token in tokens:
        if token not in stoi:
            token = unk
        ids.append(stoi[token])
    return ids


def decode(ids, itos):
    return [itos[int(i)] for i in ids]


def batchify(ids, bsz):
    rows = len(ids) // bsz
    out = np.empty((rows, bsz), ids.dtype)
    for j in range(bsz):
        out[:, j] = ids[j * rows : (j + 1) * rows]
    return out


def get_batch(source, i, bptt):
    end = min(i + bptt, len(source) - 1)
    return source[i:end], source[i + 1 : end + 1]


def sliding_windows(ids, n):
    rows = [ids[i : i + n] for i in range(len(ids) - n + 1)]
    return np.stack(rows) if rows else np.zeros((0, n), ids.dtype)


def count_ngrams(sentences, n, bos, eos):
    counts = Counter()
    for sentence in sentences:
        padded = (bos,) * (n - 1) + tuple(sentence) + (eos,)
        for i in range(len(sentence) + 1):
            counts[padded[i : i + n]] += 1
    return counts


class NgramLM:
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        methods = {
            "mle": self.mle,
            "add_k": self.add_k,
            "interpolate": self.interpolate,
            "stupid_backoff": self.backoff,
            "kneser_ney": self.kneser_ney,
            "d2l_smoothing": self.d2l,
        }
        if method not in methods:
            raise ValueError(method)
        self.n, self.V, self.bos, self.eos = n, vocab_size, bos, eos
        self.compute, self.method, self.hyper = methods[method], method, hyper
        if method == "interpolate":
            lambdas = hyper["lambdas"]
            if len(lambdas) != n or not math.isclose(sum(lambdas), 1, rel_tol=0, abs_tol=1e-9):
                raise ValueError("lambdas")
        if method == "d2l_smoothing" and (n > 3 or len(hyper["eps"]) != n):
            raise ValueError("eps")

    def fit(self, sentences):
        self.grams = [count_ngrams(sentences, j, self.bos, self.eos) for j in range(1, self.n + 1)]
        self.raw = self._with_contexts(self.grams)
        if self.method == "kneser_ney":
            places = [Counter(gram[1:] for gram in self.grams[j]) for j in range(1, self.n)]
            self.kn = self._with_contexts([*places, self.grams[-1]])
            self.types = {}
            for grams, _ in self.kn:
                for gram in grams:
                    self.types[gram[:-1]] = self.types.get(gram[:-1], 0) + 1
        return self

    @staticmethod
    def _with_contexts(grams_of_each_order):
        tables = []
        for grams in grams_of_each_order:
            contexts = {}
            for gram, count in grams.items():
                contexts[gram[:-1]] = contexts.get(gram[:-1], 0) + count
            tables.append((grams, contexts))
        return tables

    def look_up(self, tables, word, h):
        grams, contexts = tables[len(h)]
        return grams.get((*h, word), 0), contexts.get(h, 0)

    def prob(self, word, context):
        if word == self.bos:
            return 0.0
        h = [self.bos] * (self.n - 1) + list(context)
        return float(self.compute(word, tuple(h[len(h) - self.n + 1 :])))

    def mle(self, word, h):
        c, total = self.look_up(self.raw, word, h)
        return c / total if total > 0 else 0.0

    def add_k(self, word, h):
        k = self.hyper.get("k", 1.0)
        c, total = self.look_up(self.raw, word, h)
        if k == 0:
            return self.mle(word, h)
        return (c + k) / (total + k * self.V)

    def interpolate(self, word, h):
        parts = []
        for j in range(self.n):
            c, total = self.look_up(self.raw, word, h[len(h) - j :])
            parts.append(c / total if total else parts[-1])
        return sum(weight * part for weight, part in zip(self.hyper["lambdas"], parts))

    def backoff(self, word, h):
        c, total = self.look_up(self.raw, word, h)
        if c > 0:
            return c / total
        if not h:
            return 0.0
        return self.hyper.get("alpha", 0.4) * self.backoff(word, h[1:])

    def kneser_ney(self, word, h):
        d = self.hyper.get("discount", 0.75)
        p = 1 / self.V
        for j in range(len(h) + 1):
            context = h[len(h) - j :]
            c, total = self.look_up(self.kn, word, context)
            if total:
                p = max(c - d, 0) / total + d * self.types[context] / total * p
        return p

    def d2l(self, word, h):
        eps = self.hyper["eps"]
        c, total = self.look_up(self.raw, word, ())
        p = (c + eps[0] / self.V) / (total + eps[0])
        if self.n == 1:
            return p
        c, total = self.look_up(self.raw, word, h)
        return (c + eps[self.n - 1] * p) / (total + eps[self.n - 1])

    def sentence_logprob(self, ids):
        total = 0.0
        history = [self.bos] * (self.n - 1)
        for word in itertools.chain(ids, [self.eos]):
            p = self.prob(word, history[len(history) - self.n + 1 :])
            total += math.log(p) if p > 0 else -math.inf
            history.append(word)
        return total

    def next_distribution(self, context):
        p = np.zeros(self.V)
        for word in range(self.V):
            p[word] = self.prob(word, context)
        return p

    def generate(self, u, max_len):
        sentence = []
        for draw in itertools.islice(u, max_len):
            p = self.next_distribution(sentence)
            p = p / p.sum()
            so_far, chosen = 0.0, None
            for word in range(self.V):
                so_far += p[word]
                if p[word] > 0:
                    chosen = word
                if so_far > draw:
                    break
            if chosen == self.eos:
                break
            sentence.append(chosen)
        return sentence


def perplexity(total_nll, n_tokens, log_base=math.e):
    if not n_tokens:
        raise ValueError("no tokens")
    exponent = total_nll / n_tokens * math.log(log_base)
    return math.exp(exponent) if exponent < 709 else math.inf


def nll_from_logits(logits, targets, pad_id=None):
    logits = np.asarray(logits)
    rows = logits.reshape(-1, logits.shape[-1])
    targets = np.asarray(targets).reshape(-1)
    keep = np.full(len(targets), True) if pad_id is None else targets != pad_id
    rows, targets = rows[keep].astype(float), targets[keep]
    if not len(targets):
        return 0.0, 0
    top = rows.max(axis=1)
    log_z = top + np.log(np.sum(np.exp(rows - top[:, None]), axis=1))
    return float((log_z - np.take_along_axis(rows, targets[:, None].astype(int), 1)[:, 0]).sum()), int(
        keep.sum()
    )


def corpus_perplexity(batches, pad_id=None):
    sums = [nll_from_logits(logits, targets, pad_id) for logits, targets in batches]
    return perplexity(sum(s for s, _ in sums), sum(n for _, n in sums))


def bits_per_char(total_nll, n_chars):
    if n_chars == 0:
        raise ValueError("no characters")
    return total_nll / n_chars / math.log(2)


def word_perplexity_from_chars(total_char_nll, n_words):
    if n_words == 0:
        raise ValueError("no words")
    try:
        return math.exp(total_char_nll / n_words)
    except OverflowError:
        return math.inf


def ngram_perplexity(model, sentences):
    total, n = 0.0, 0
    for sentence in sentences:
        words = [*sentence, model.eos]
        for i, word in enumerate(words):
            p = model.prob(word, words[:i][-model.n :])
            total += -math.log(p) if p else math.inf
            n += 1
    return perplexity(total, n)


def nnlm_loss_and_grads(params, ctx, y):
    E, W_h, b_h, W_o, b_o = params["E"], params["W_h"], params["b_h"], params["W_o"], params["b_o"]
    N, d = len(y), E.shape[1]
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    loss = 0.0
    for n in range(N):
        x = np.concatenate([E[c] for c in ctx[n]])
        h = np.tanh(W_h @ x + b_h)
        s = W_o @ h + b_o
        s = s - s.max()
        e = np.exp(s)
        loss += float(np.log(e.sum()) - s[y[n]]) / N
        ds = e / e.sum()
        ds[y[n]] -= 1
        ds /= N
        grads["W_o"] += np.outer(ds, h)
        grads["b_o"] += ds
        da = (W_o.T @ ds) * (1 - h * h)
        grads["W_h"] += np.outer(da, x)
        grads["b_h"] += da
        dx = W_h.T @ da
        for j, c in enumerate(ctx[n]):
            grads["E"][c] += dx[j * d : (j + 1) * d]
    return loss, grads


class RNNLM(nn.Module):
    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        super().__init__()
        kinds = {"LSTM": nn.LSTM, "GRU": nn.GRU, "RNN": nn.RNN}
        if cell not in kinds:
            raise ValueError(cell)
        if tie and emb != hid:
            raise ValueError("emb != hid")
        self.p = dropout
        self.decoder = nn.Linear(hid, vocab)
        self.encoder = nn.Embedding(vocab, emb)
        self.rnn = kinds[cell](emb, hid, num_layers=layers, dropout=dropout)
        if tie:
            self.encoder.weight = self.decoder.weight

    def forward(self, x, state=None):
        embedded = F.dropout(self.encoder(x), self.p, training=self.training)
        out, state = self.rnn(embedded, state)
        return self.decoder(F.dropout(out, self.p, training=self.training)), state


def detach_state(state):
    if torch.is_tensor(state):
        return state.detach()
    return tuple(detach_state(part) for part in state) if state is not None else None


@torch.no_grad()
def evaluate_lm(model, source, bptt):
    source = torch.as_tensor(source).to(torch.int64)
    if source.shape[0] < 2:
        raise ValueError("nothing to predict")
    mode = model.training
    model.eval()
    nll, count, state, i = 0.0, 0, None, 0
    while i < len(source) - 1:
        data, target = get_batch(source, i, bptt)
        logits, state = model(data, state)
        log_p = torch.log_softmax(logits, dim=-1)
        nll -= log_p.gather(2, target.unsqueeze(2)).sum().item()
        count += target.numel()
        i += bptt
    model.train(mode)
    return nll / count, math.exp(nll / count)


def train_lm_epoch(model, source, bptt, lr, clip=None):
    source = torch.as_tensor(source).to(torch.int64)
    model.train()
    nll, count, state = 0.0, 0, None
    for i in range(0, len(source) - 1, bptt):
        data, target = get_batch(source, i, bptt)
        model.zero_grad()
        logits, state = model(data, detach_state(state))
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), target.reshape(-1))
        loss.backward()
        gradients = [p.grad for p in model.parameters()]
        scale = 1.0
        if clip is not None:
            norm = math.sqrt(sum(float((g * g).sum()) for g in gradients))
            scale = min(1.0, clip / max(norm, 1e-12))
        with torch.no_grad():
            for p, g in zip(model.parameters(), gradients):
                p -= lr * scale * g
        nll += loss.item() * target.numel()
        count += target.numel()
    return nll / count


def apply_temperature(logits, t):
    logits = np.asarray(logits)
    if logits.dtype.kind != "f":
        logits = logits.astype(float)
    if t == 0:
        best = int(logits.argmax())
        return np.array([0 if i == best else -math.inf for i in range(len(logits))], logits.dtype)
    return logits / t


def _keep(logits, kept):
    logits = np.asarray(logits)
    dtype = logits.dtype if logits.dtype.kind == "f" else float
    return np.array([x if i in kept else -math.inf for i, x in enumerate(logits.tolist())], dtype)


def top_k_filter(logits, k):
    order = sorted(range(len(logits)), key=lambda i: (-float(logits[i]), i))
    return _keep(logits, set(order[:k]))


def top_p_filter(logits, p):
    order = sorted(range(len(logits)), key=lambda i: (-float(logits[i]), i))
    top = float(max(logits))
    weights = [math.exp(float(x) - top) for x in logits]
    total, mass, kept = sum(weights), 0.0, set()
    for i in order:
        kept.add(i)
        mass += weights[i] / total
        if mass >= p and p < 1:
            break
    return _keep(logits, kept)


def sample(logits, u):
    top = float(max(logits))
    weights = [math.exp(float(x) - top) for x in logits]
    total, so_far, last = sum(weights), 0.0, 0
    for i, weight in enumerate(weights):
        so_far += weight / total
        if weight > 0:
            last = i
            if so_far > u:
                return i
    return last
