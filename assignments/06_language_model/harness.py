"""Small functions that run beside your code and hand plain data to the tests.

Tests exchange only numbers, strings, arrays, tensors and containers of them with your code. A model stays on
your side: the functions here build it, use it and return what came out. Each takes your module first.

`setup` is always a dictionary of the arguments of NgramLM, `options` one of those of RNNLM.
"""

import math
import zlib
from collections import Counter

import numpy as np
import torch
from torch import nn

# --------------------------------------------------------------------------- B  n-grams


def count_ngrams(module, sentences, n, bos, eos):
    """Return the counts as a sorted list of (gram, count)."""
    counts = module.count_ngrams(_lists(sentences), n, bos, eos)
    if not isinstance(counts, Counter):
        raise TypeError(f"count_ngrams must return a collections.Counter, not a {type(counts).__name__}")
    if not all(isinstance(gram, tuple) and len(gram) == n for gram in counts):
        raise TypeError("the keys of count_ngrams must be tuples of n ints")
    return sorted((tuple(map(int, gram)), int(count)) for gram, count in counts.items() if count)


def ngram_probs(module, setup, sentences, queries):
    """Fit a model and return its probability for each query (word, context)."""
    model = _fitted(module, setup, sentences)
    return [model.prob(word, context) for word, context in queries]


def ngram_distributions(module, setup, sentences, contexts):
    """Fit a model and return the distribution of the next word after each context."""
    model = _fitted(module, setup, sentences)
    return [model.next_distribution(context) for context in contexts]


def ngram_made(module, setup):
    """Make a model and nothing else: what is wrong with its arguments must show here."""
    module.NgramLM(**setup)


def ngram_answers_spoiled(module, setup, sentences, contexts):
    """Ask for distributions, write over what was returned, and return what is said when asked again."""
    model = _fitted(module, setup, sentences)
    for context in contexts:
        model.next_distribution(context)[...] = -1.0
    return [model.next_distribution(context) for context in contexts]


def ngram_logprobs(module, setup, sentences, texts):
    """Fit a model and return the log-probability of each sentence."""
    model = _fitted(module, setup, sentences)
    return [model.sentence_logprob(text) for text in _lists(texts)]


def ngram_generate(module, setup, sentences, draws, max_len):
    """Fit a model and return one sentence for each list of random numbers."""
    model = _fitted(module, setup, sentences)
    return [[int(word) for word in model.generate(iter(u), max_len)] for u in draws]


def ngram_generate_in_turn(module, setup, sentences, draws, max_lens):
    """Return several sentences whose random numbers come from one iterator: none may take too many."""
    model, u = _fitted(module, setup, sentences), iter(draws)
    return [[int(word) for word in model.generate(u, max_len)] for max_len in max_lens]


def ngram_fitted_twice(module, setup, first, second, queries):
    """Fit one model to a text, ask it, fit it to another, and return what it says then."""
    model = _fitted(module, setup, first)
    for word, context in queries:
        model.prob(word, context)
    again = model.fit(_lists(second))
    if again is not model:
        raise TypeError("fit must return the model itself")
    return [model.prob(word, context) for word, context in queries]


def ngram_two_models(module, first, second, queries):
    """Fit two models (setup, sentences), then ask both: they must not know of each other."""
    models = [module.NgramLM(**setup) for setup, _ in (first, second)]
    for model, (_, sentences) in zip(models, (first, second), strict=True):
        model.fit(_lists(sentences))
    return [[model.prob(word, context) for word, context in queries] for model in models]


def ngram_asked_twice(module, setup, sentences, queries, texts):
    """Ask one model in one order and in the other, with sentences in between: asking must change nothing."""
    model = _fitted(module, setup, sentences)
    forwards = [model.prob(word, context) for word, context in queries]
    for text in texts:
        model.sentence_logprob(text)
        model.next_distribution(text)
    backwards = [model.prob(word, context) for word, context in reversed(queries)]
    return forwards, backwards[::-1]


def _fitted(module, setup, sentences):
    model = module.NgramLM(**setup)
    model.fit(_lists(sentences))
    return model


def _lists(sentences):
    # the speed tests send arrays, which travel faster
    return [s.tolist() if isinstance(s, np.ndarray) else s for s in sentences]


# --------------------------------------------------------------------------- C  perplexity


class BigramTable:
    """A finished model with the methods of NgramLM: row `word before` of a table, the last row after bos.

    It says that it is of order `n`, and looks at no more than one word.
    """

    def __init__(self, table, eos, n):
        self.table, self.eos, self.n = np.asarray(table), eos, n
        self.vocab_size = self.table.shape[1]
        self.bos = self.vocab_size

    def prob(self, word, context):
        """As NgramLM."""
        if word == self.bos:
            return 0.0
        return float(self.table[context[-1] if len(context) else self.bos, word])

    def next_distribution(self, context):
        """As NgramLM."""
        return self.table[context[-1] if len(context) else self.bos].copy()

    def sentence_logprob(self, ids):
        """As NgramLM."""
        words = [self.bos, *ids, self.eos]
        ps = [self.prob(word, words[:i]) for i, word in enumerate(words) if i]
        return sum(math.log(p) for p in ps) if all(ps) else -math.inf


def ngram_perplexity(module, table, eos, sentences, n=2):
    """Return the perplexity under a finished model of order `n`; your NgramLM is not used."""
    return module.ngram_perplexity(BigramTable(table, eos, n), sentences)


def corpus_perplexity(module, batches, *pad_id):
    """Hand the batches over as an iterator, which can be gone through only once."""
    return module.corpus_perplexity(iter(batches), *pad_id)


# --------------------------------------------------------------------------- E  recurrent models


class PlainLM(nn.Module):
    """A finished recurrent model, to test what trains and measures one; your RNNLM is not used."""

    def __init__(self, vocab, hid=8, dropout=0.0, cell="LSTM"):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(vocab, hid)
        self.rnn = getattr(nn, cell)(hid, hid)
        self.decoder = nn.Linear(hid, vocab)

    def forward(self, x, state=None):
        """As RNNLM."""
        out, state = self.rnn(self.drop(self.encoder(x)), state)
        return self.decoder(self.drop(out)), state


def rnnlm_forward(module, options, x, calls=1, seed=0):
    """Return logits and last state, in evaluation mode, when `x` is cut into `calls` pieces in time."""
    model = _filled(module.RNNLM(**options), seed).eval()
    logits, state = [], None
    with torch.no_grad():
        for piece in torch.as_tensor(x).long().tensor_split(calls):
            out, state = model(piece, state)
            logits.append(out)
    return torch.cat(logits).numpy(), _arrays(state)


def rnnlm_starts(module, options, x):
    """Return the logits of two texts that one model reads one after the other, both from a fresh start."""
    model = _filled(module.RNNLM(**options), 0).eval()
    with torch.no_grad():
        return [model(torch.as_tensor(text).long())[0].numpy() for text in (x, x[::-1].copy())]


def rnnlm_gradients(module, options, x):
    """Return every parameter's gradient: the second half of a text, read from the state of the first."""
    model = _filled(module.RNNLM(**options), 0).eval()
    first, second = torch.as_tensor(x).long().tensor_split(2)
    logits, _ = model(second, model(first)[1])
    logits.square().mean().backward()
    parameters = model.named_parameters()
    return {name: None if p.grad is None else p.grad.numpy().copy() for name, p in parameters}


def rnnlm_parameters(module, options):
    """Return the shapes of all parameters, sorted; a shared one counts once."""
    return sorted(tuple(parameter.shape) for parameter in module.RNNLM(**options).parameters())


def rnnlm_kind(module, options):
    """Return the class of the recurrent layer, its number of layers, and the dropout between them."""
    rnn = module.RNNLM(**options).rnn
    return type(rnn).__name__, int(rnn.num_layers), float(rnn.dropout)


def rnnlm_dropout(module, options, x):
    """Say what is all zero in training, and in evaluation, when everything is dropped.

    With dropout 1 the recurrent layer must see zeros, and the logits must be the decoder's bias; the state
    is not dropped. With dropout 1/2 what is left must be doubled.
    """
    x = torch.as_tensor(x).long()
    model, seen = _looked_into(module, {**options, "dropout": 1.0})
    given = [model.train(mode)(x) for mode in (True, False)]
    half, kept = _looked_into(module, {**options, "dropout": 0.5})
    half.train()(x)
    word = half.encoder(x)
    return {
        "embedding dropped": [bool((vectors == 0).all()) for vectors in seen],
        "output dropped": [
            bool(torch.allclose(logits, model.decoder.bias.expand_as(logits))) for logits, _ in given
        ],
        "state dropped": [bool((_first(state) == 0).all()) for _, state in given],
        "the rest doubled": bool(((kept[0] == 0) | torch.isclose(kept[0], 2 * word)).all()),
    }


def _looked_into(module, options):
    model, seen = _filled(module.RNNLM(**options), 0), []

    def look(_, args, options):
        seen.append((args or [options["input"]])[0].detach())

    model.rnn.register_forward_pre_hook(look, with_kwargs=True)
    return model, seen


def _first(state):
    return state[0] if isinstance(state, (tuple, list)) else state


def rnnlm_learns(module, options, train, test, seeds):
    """Train your RNNLM with a loop of our own; return its perplexity on another text for each seed."""
    return [_learn(_filled(module.RNNLM(**options), s, 0.1), train, test, _own_epoch) for s in seeds]


def detach_state(module, state):
    """Return the detached numbers, and whether a gradient would flow: from them, from what was given."""
    given = _tensors(state)
    detached = module.detach_state(given)
    return _arrays(detached), _flags(detached), _flags(given)


def evaluate_lm(module, source, bptt, dropout=0.0, training=False, cell="LSTM"):
    """Return nll and perplexity."""
    (nll, ppl), *_ = _evaluated(module, source, bptt, training, dropout, cell)
    return float(nll), float(ppl)


def evaluate_lm_leaves(module, source, bptt, training):
    """Say whether mode, parameters and torch's recording of gradients are afterwards what they were."""
    _, model, before, recording = _evaluated(module, source, bptt, training)
    same = all(torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True))
    return {"mode": model.training == training, "parameters": same, "recording": recording}


def _evaluated(module, source, bptt, training, dropout=0.0, cell="LSTM"):
    vocab = int(source.max()) + 1 if len(source) else 2
    model = _filled(PlainLM(vocab, dropout=dropout, cell=cell), 1).double()
    model.train(training)
    before = [parameter.clone() for parameter in model.parameters()]
    try:
        answer = module.evaluate_lm(model, source, bptt)
    finally:
        recording = torch.is_grad_enabled()
        torch.set_grad_enabled(True)
    return answer, model, before, recording


def train_lm_epoch(module, source, bptt, lr, clip=None, epochs=1, stale=False, cell="LSTM"):
    """Return all parameters afterwards. With `stale` they hold gradients from before, not to be used."""
    _, model, _ = _trained(module, source, bptt, lr, clip, epochs, stale, cell)
    return {name: parameter.detach().numpy().copy() for name, parameter in model.named_parameters()}


def train_lm_epoch_nll(module, source, bptt, lr, epochs=1):
    """Return each epoch's nll."""
    return _trained(module, source, bptt, lr, epochs=epochs)[0]


def train_lm_epoch_mode(module, source, bptt, lr):
    """Say whether the model was in training mode whenever it was called, and whether it is so afterwards."""
    _, model, modes = _trained(module, source, bptt, lr)
    return all(modes), model.training


def _trained(module, source, bptt, lr, clip=None, epochs=1, stale=False, cell="LSTM"):
    model = _filled(PlainLM(int(source.max()) + 1, cell=cell), 2).double().eval()
    modes = []
    model.register_forward_pre_hook(lambda *_: modes.append(model.training))
    if stale:
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
    nlls = [float(module.train_lm_epoch(model, source, bptt, lr, clip)) for _ in range(epochs)]
    return nlls, model, modes


def train_lm_epoch_learns(module, vocab, hid, train, test, seeds):
    """Train a finished model with your train_lm_epoch; return its perplexity on new text for each seed."""
    return [_learn(_filled(PlainLM(vocab, hid), s, 0.1), train, test, module.train_lm_epoch) for s in seeds]


def _learn(model, train, test, epoch):
    for _ in range(4):
        epoch(model, torch.as_tensor(train), 20, 5.0, 0.5)
    model.eval()
    test = torch.as_tensor(test).long()
    with torch.no_grad():
        logits, _ = model(test[:-1], None)
        nll = nn.functional.cross_entropy(logits.flatten(0, 1), test[1:].flatten())
    return np.float32(nll.exp().item())


def _own_epoch(model, source, bptt, lr, clip):
    model.train()
    state = None
    for i in range(0, len(source) - 1, bptt):
        target = source[i + 1 : i + 1 + bptt]
        if isinstance(state, tuple):
            state = tuple(part.detach() for part in state)
        elif state is not None:
            state = state.detach()
        logits, state = model(source[i : i + len(target)], state)
        model.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.sub_(lr * parameter.grad)


def _filled(model, seed, width=0.5):
    """Give every parameter numbers that depend on its name and the seed alone."""
    with torch.no_grad():
        for name, value in sorted(model.state_dict().items()):
            generator = torch.Generator().manual_seed(zlib.crc32(f"{name} {seed}".encode()))
            value.copy_(torch.rand(value.shape, generator=generator) * 2 * width - width)
    return model


def _tensors(state):
    if state is None:
        return None
    if isinstance(state, tuple):
        return tuple(map(_tensors, state))
    return torch.as_tensor(state).clone().requires_grad_() * 1.0


def _arrays(state):
    if isinstance(state, (tuple, list)):
        return type(state)(map(_arrays, state))
    return None if state is None else state.detach().numpy().copy()


def _flags(state):
    if isinstance(state, (tuple, list)):
        return tuple(map(_flags, state))
    return None if state is None else state.requires_grad
