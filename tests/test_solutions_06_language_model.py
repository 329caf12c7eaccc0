"""The reference of 06_language_model against torch, and against counting by brute force."""

import importlib.util
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

FILE = Path(__file__).parents[1] / "solutions" / "06_language_model" / "language_model.py"
SPEC = importlib.util.spec_from_file_location("language_model_reference", FILE)
lm = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(lm)

MODEST = settings(max_examples=25, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
V, EOS, BOS = 4, 3, -1
TEXTS = st.lists(st.lists(st.integers(0, EOS - 1), max_size=4), min_size=1, max_size=6)
CONTEXTS = st.lists(st.integers(0, EOS), max_size=4)


def places(text, n):
    """Every predicted word of a text with the n - 1 words before it, found by indexing."""
    for sentence in text:
        for i, word in enumerate([*sentence, EOS]):
            before = [sentence[k] if k >= 0 else BOS for k in range(i - n + 1, i)]
            yield tuple(before), word


def count(text, h, w=None):
    """How often w follows h (or anything does), counted from scratch."""
    return sum(c == tuple(h) and w in (None, x) for c, x in places(text, len(h) + 1))


def left_neighbours(text, h, w):
    return len({c[0] for c, x in places(text, len(h) + 2) if c[1:] == tuple(h) and x == w})


def cut(context, n):
    padded = [BOS] * n + list(context)
    return tuple(padded[len(padded) - n + 1 :])


def mle(text, w, h):
    return count(text, h, w) / count(text, h) if count(text, h) else None


def backoff(text, w, h):
    if count(text, h, w):
        return mle(text, w, h)
    return 0.4 * backoff(text, w, h[1:]) if h else 0.0


def kneser_ney(text, w, h, n, d=0.75):
    """The formula of the handout, letter by letter."""
    lower = kneser_ney(text, w, h[1:], n, d) if h else 1 / V
    top = len(h) == n - 1
    counts = {x: count(text, h, x) if top else left_neighbours(text, h, x) for x in range(V)}
    total = sum(counts.values())
    if not total:
        return lower
    types = sum(c > 0 for c in counts.values())
    return max(counts[w] - d, 0) / total + d * types / total * lower


def model(text, n, method, **hyper):
    return lm.NgramLM(n, V, BOS, EOS, method, **hyper).fit(text)


@MODEST
@given(TEXTS, st.integers(1, 4))
def test_counts_are_those_of_a_search(text, n):
    """Every gram is counted as often as a search finds it."""
    counts = lm.count_ngrams(text, n, BOS, EOS)
    found = [(*h, w) for h, w in places(text, n)]
    assert {gram: found.count(gram) for gram in found} == dict(counts)


@MODEST
@given(TEXTS, CONTEXTS, st.integers(1, 3))
def test_probabilities_are_those_of_brute_force(text, context, n):
    """Each method gives what its formula gives with counts made from scratch."""
    h = cut(context, n)
    lambdas = [0.2, 0.3, 0.5][:n]
    lambdas[-1] += 1 - sum(lambdas)
    for w in range(V):
        assert (mle(text, w, h) or 0.0) == pytest.approx(model(text, n, "mle").prob(w, context))
        expected = (count(text, h, w) + 0.3) / (count(text, h) + 0.3 * V)
        assert expected == pytest.approx(model(text, n, "add_k", k=0.3).prob(w, context))
        mixed, known = 0.0, None
        for j in range(n):
            here = mle(text, w, h[len(h) - j :])
            known = known if here is None else here
            mixed += lambdas[j] * known
        assert mixed == pytest.approx(model(text, n, "interpolate", lambdas=lambdas).prob(w, context))
        assert backoff(text, w, h) == pytest.approx(model(text, n, "stupid_backoff").prob(w, context))
        assert kneser_ney(text, w, h, n) == pytest.approx(model(text, n, "kneser_ney").prob(w, context))


@MODEST
@given(TEXTS, CONTEXTS, st.integers(1, 3))
def test_distributions_sum_to_one(text, context, n):
    """Smoothed probabilities sum to 1 after any context."""
    smoothed = [
        model(text, n, "add_k", k=0.3),
        model(text, n, "kneser_ney", discount=0.4),
        model(text, n, "d2l_smoothing", eps=(0.5, 1.0, 2.0)[:n]),
    ]
    for each in smoothed:
        assert pytest.approx(1) == each.next_distribution(context).sum()


@MODEST
@given(TEXTS)
def test_all_sentences_together_have_probability_one(text):
    """The probabilities of all short sentences, and of longer ones beginning like them, sum to 1."""
    each = model(text, 2, "add_k", k=0.5)
    ended, alive = 0.0, 0.0
    for length in range(4):
        ended += sum(
            math.exp(each.sentence_logprob(list(s))) for s in itertools.product(range(EOS), repeat=length)
        )
    for s in itertools.product(range(EOS), repeat=4):
        alive += math.prod(each.prob(w, s[:i]) for i, w in enumerate(s))
    assert pytest.approx(1) == ended + alive


@MODEST
@given(SEEDS, st.sampled_from([None, 0, 2, -100]))
def test_nll_is_torchs(seed, pad_id):
    """The sum of torch's cross-entropy, padding ignored."""
    rng = np.random.default_rng(seed)
    logits, targets = 3 * rng.normal(size=(3, 4, 5)), rng.integers(0, 5, size=(3, 4))
    if pad_id is not None:
        targets[rng.random((3, 4)) < 0.4] = pad_id
    flat = torch.from_numpy(logits).reshape(-1, 5), torch.from_numpy(targets).reshape(-1)
    ignored = -1000 if pad_id is None else pad_id
    expected = functional.cross_entropy(*flat, reduction="sum", ignore_index=ignored).item()
    total, n = lm.nll_from_logits(logits, targets, pad_id)
    assert (pytest.approx(expected), int((targets != ignored).sum())) == (total, n)


@MODEST
@given(SEEDS, st.integers(1, 4), st.integers(1, 6), st.integers(1, 5))
def test_nnlm_gradients_are_autograds(seed, context, n_examples, vocab):
    """Loss and gradients of the neural model are torch's."""
    rng = np.random.default_rng(seed)
    shapes = {"E": (vocab, 3), "W_h": (4, 3 * context), "b_h": (4,), "W_o": (vocab, 4), "b_o": (vocab,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    ctx, y = rng.integers(0, vocab, size=(n_examples, context)), rng.integers(0, vocab, size=n_examples)
    leaves = {name: torch.from_numpy(value).requires_grad_() for name, value in params.items()}
    x = functional.embedding(torch.from_numpy(ctx), leaves["E"]).flatten(1)
    h = torch.tanh(functional.linear(x, leaves["W_h"], leaves["b_h"]))
    expected = functional.cross_entropy(
        functional.linear(h, leaves["W_o"], leaves["b_o"]), torch.from_numpy(y)
    )
    expected.backward()
    loss, grads = lm.nnlm_loss_and_grads(params, ctx, y)
    assert pytest.approx(expected.item()) == loss
    for name, leaf in leaves.items():
        np.testing.assert_allclose(grads[name], leaf.grad.numpy(), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
def test_rnnlm_is_its_parts(cell):
    """The module does what embedding, recurrent layer and linear layer do one after the other."""
    torch.manual_seed(0)
    model = lm.RNNLM(7, 5, 6, 2, cell=cell)
    x = torch.randint(0, 7, (4, 3))
    out, last = model.rnn(model.encoder(x))
    logits, state = model(x)
    torch.testing.assert_close(logits, model.decoder(out))
    torch.testing.assert_close(state, last)


def test_train_lm_epoch_is_torchs_sgd():
    """One chunk with clipping leaves the parameters where torch's optimiser leaves them."""
    torch.manual_seed(0)
    mine, theirs = lm.RNNLM(7, 5, 6, 1), lm.RNNLM(7, 5, 6, 1)
    theirs.load_state_dict(mine.state_dict())
    source = torch.randint(0, 7, (9, 3))
    lm.train_lm_epoch(mine, source, 20, 3.0, clip=0.1)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=3.0)
    logits, _ = theirs(source[:-1])
    functional.cross_entropy(logits.flatten(0, 1), source[1:].flatten()).backward()
    torch.nn.utils.clip_grad_norm_(theirs.parameters(), 0.1)
    optimizer.step()
    for a, b in zip(mine.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a, b)


@MODEST
@given(SEEDS, st.integers(1, 8), st.floats(0.01, 0.99), st.floats(0, 1, exclude_max=True))
def test_filters_and_sampling_are_those_of_a_search(seed, k, p, u):
    """top-k, top-p and sampling agree with a walk through the words, most likely first."""
    rng = np.random.default_rng(seed)
    logits = rng.integers(-3, 4, size=7) / 2.0
    q = torch.softmax(torch.from_numpy(logits), 0).numpy()
    order = sorted(range(7), key=lambda i: (-logits[i], i))
    assert set(order[:k]) == set(np.flatnonzero(np.isfinite(lm.top_k_filter(logits, k))).tolist())
    mass = np.cumsum(q[order])
    if np.abs(mass - p).min() > 1e-9:
        kept = order[: int((mass < p).sum()) + 1]
        assert set(kept) == set(np.flatnonzero(np.isfinite(lm.top_p_filter(logits, p))).tolist())
    if np.abs(np.cumsum(q) - u).min() > 1e-9:
        assert int((np.cumsum(q) <= u).sum()) == lm.sample(logits, u)


@MODEST
@given(st.integers(0, 40), st.integers(1, 7), st.integers(1, 6))
def test_chunks_go_through_the_whole_text(n, bsz, bptt):
    """Every row but the first is a target once, in order."""
    source = lm.batchify(np.arange(n), bsz)
    targets = [lm.get_batch(source, i, bptt)[1] for i in range(0, max(0, len(source) - 1), bptt)]
    assert source[1:].tolist() == [row for chunk in targets for row in chunk.tolist()]
