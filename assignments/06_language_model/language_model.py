"""Language models: guess the next word, from counting to a recurrent network.

Fill in the functions from top to bottom. The handout (README.md) has the mathematics and the edge cases.
Parts A to D and F need numpy and Python's own library; part E is written with torch, and torch is for part E
only.

What holds in the whole file:

* Tokens are integers 0..V-1. `bos` (begin of sentence) stands in front of a sentence as context only: it is
  never predicted, never counted as a word, and lies outside 0..V-1. `eos` (end of sentence) is an ordinary
  word.
* Logarithms are natural, negative log-likelihoods (nll) are sums in nats, unless a docstring says otherwise.
* float32 in, float32 out; float64 in, float64 out; integers where floats are expected are computed in
  float64.
* Inputs are never written into.
"""

import math
from collections import Counter, defaultdict

import numpy as np
import torch
from torch import nn


def _as_float(x):
    """Given: `x` as an array of floats. float32 and float64 stay what they are, integers become float64."""
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)


# --------------------------------------------------------------------------- A  vocabulary and batches


def build_vocab(tokens, min_freq=1, specials=("<unk>",)):
    """Give every word a number.

    Parameters
    ----------
    tokens : list of str
        The training text, may be empty.
    min_freq : int, default 1
        Words seen less often are left out.
    specials : tuple of str
        Words that get the first numbers, in this order, however often they occur. One that also occurs in the
        text keeps its special place and is not listed twice.

    Returns
    -------
    itos : list of str
        The specials, then the words by falling frequency; equally frequent ones in alphabetical order
        (Python's order of strings).
    stoi : dict of str to int
        The number of each word: ``itos[stoi[word]] == word``.

    Examples
    --------
    >>> build_vocab("the cat saw the dog".split())
    (['<unk>', 'the', 'cat', 'dog', 'saw'], {'<unk>': 0, 'the': 1, 'cat': 2, 'dog': 3, 'saw': 4})
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def encode(tokens, stoi, unk="<unk>"):
    """Turn words into numbers; a word that has none gets the number of `unk`.

    Parameters
    ----------
    tokens : list of str
    stoi : dict of str to int
    unk : str
        It need not be in `stoi` as long as all words are known; an unknown word is a KeyError then.

    Returns
    -------
    ids : list of int

    Examples
    --------
    >>> encode(["dog", "bird"], {"<unk>": 0, "dog": 1})
    [1, 0]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def decode(ids, itos):
    """Turn numbers back into words.

    Parameters
    ----------
    ids : list or (n,) array of int
    itos : list of str

    Returns
    -------
    tokens : list of str

    Examples
    --------
    >>> decode([1, 0, 1], ["<unk>", "dog"])
    ['dog', '<unk>', 'dog']
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def batchify(ids, bsz):
    """Cut one long text into `bsz` equal pieces and stand them side by side as columns.

    Parameters
    ----------
    ids : (n,) array of int
    bsz : int
        Number of columns.

    Returns
    -------
    source : (n // bsz, bsz) array, dtype of `ids`
        Column j is the j-th piece of the text, read downwards. What does not fill a whole row is dropped from
        the end. A text shorter than `bsz` gives shape (0, bsz). It may be a view of `ids`.

    Examples
    --------
    >>> batchify(np.arange(7), 2).tolist()
    [[0, 3], [1, 4], [2, 5]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def get_batch(source, i, bptt):
    """Take up to `bptt` rows from row i on, and what follows each of their words.

    Parameters
    ----------
    source : (L, bsz) array
        From `batchify`.
    i : int
        First row, 0 <= i < L.
    bptt : int
        Most rows to take. Near the end there are fewer: T = min(bptt, L - 1 - i), which may be 0.

    Returns
    -------
    data, target : (T, bsz) arrays, dtype of `source`
        ``target[t]`` is the row after ``data[t]``. Both may be views of `source`.

    Examples
    --------
    >>> data, target = get_batch(np.array([[0, 3], [1, 4], [2, 5]]), 1, 35)
    >>> data.tolist(), target.tolist()
    ([[1, 4]], [[2, 5]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def sliding_windows(ids, n):
    """List all runs of `n` neighbouring words.

    Parameters
    ----------
    ids : (L,) array of int
    n : int
        Length of a window, n >= 1.

    Returns
    -------
    windows : (max(0, L - n + 1), n) array, dtype of `ids`
        Window i starts at word i. It may be a view of `ids`. For a model of order n, ``windows[:, :-1]`` are
        the contexts and ``windows[:, -1]`` the words to guess.

    Examples
    --------
    >>> sliding_windows(np.array([5, 6, 7, 8]), 3).tolist()
    [[5, 6, 7], [6, 7, 8]]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- B  n-grams


def count_ngrams(sentences, n, bos, eos):
    """Count all runs of n words, sentence by sentence.

    Parameters
    ----------
    sentences : list of lists of int
        Without bos and eos. A sentence may be empty.
    n : int
        n >= 1.
    bos, eos : int
        Before each sentence go n - 1 bos, after it one eos. No run reaches from one sentence into the next.

    Returns
    -------
    counts : collections.Counter
        Keys are tuples of n ints, also for n = 1.

    Examples
    --------
    >>> counts = count_ngrams([[0, 1], [0]], 2, bos=-1, eos=2)
    >>> sorted(counts.items())
    [((-1, 0), 2), ((0, 1), 1), ((0, 2), 1), ((1, 2), 1)]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


class NgramLM:
    """A model that guesses the next word from the n - 1 words before it, by counting.

    Parameters
    ----------
    n : int
        Order, n >= 1: the number of words in a gram. n = 1 looks at no context.
    vocab_size : int
        V. Words are 0..V-1, eos among them, bos not.
    bos, eos : int
    method : str
        How counts become probabilities: "mle", "add_k", "interpolate", "stupid_backoff", "kneser_ney" or
        "d2l_smoothing". Anything else is a ValueError.
    **hyper
        What the method needs:

        * mle: nothing
        * add_k: ``k`` >= 0, default 1.0
        * interpolate: ``lambdas``, n weights, order 1 first; ValueError unless there are n of them and they
          sum to 1 within 1e-9
        * stupid_backoff: ``alpha``, default 0.4
        * kneser_ney: ``discount``, 0 <= d <= 1, default 0.75
        * d2l_smoothing: ``eps``, n positive numbers, order 1 first; ValueError unless there are n of them,
          and for n > 3

    Examples
    --------
    >>> model = NgramLM(2, 3, bos=-1, eos=2, method="mle").fit([[0, 1], [0]])
    >>> model.prob(0, [-1]), model.prob(2, [0]), model.prob(1, [2])
    (1.0, 0.5, 0.0)
    >>> model.next_distribution([0]).tolist()
    [0.0, 0.5, 0.5]
    >>> round(math.exp(model.sentence_logprob([0, 1])), 9)
    0.5
    >>> model.generate(iter([0.3, 0.6, 0.1]), max_len=10)
    [0]
    """

    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        # YOUR CODE HERE
        raise NotImplementedError()

    def fit(self, sentences):
        """Count a training text; what an earlier call counted is forgotten.

        Parameters
        ----------
        sentences : list of lists of int
            Without bos and eos; at least one, though it may be empty.

        Returns
        -------
        model : NgramLM
            The model itself, so that calls can be chained.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def prob(self, word, context):
        """Give the probability of `word` after `context` (with stupid backoff: its score).

        Parameters
        ----------
        word : int
            A word of the vocabulary, seen in training or not; or bos, whose probability is 0.0.
        context : list or tuple of int
            The words before it. Of a long context only the last n - 1 words count; a short one has bos in
            front.

        Returns
        -------
        p : float
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def sentence_logprob(self, ids):
        """Give the natural logarithm of a sentence's probability: of all its words and of the eos after them.

        Parameters
        ----------
        ids : list of int
            Without bos and eos; may be empty, may be thousands of words.

        Returns
        -------
        logprob : float
            -inf when a word has probability 0. With stupid backoff: the same sum of the logarithms of scores.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def next_distribution(self, context):
        """Give the probabilities of all words after `context`.

        Parameters
        ----------
        context : list or tuple of int
            As in `prob`.

        Returns
        -------
        p : (V,) float64
            It sums to 1, with two exceptions: mle (and add_k with k = 0) gives zeros after an unseen context,
            and stupid backoff gives scores, which sum to what they sum to.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def generate(self, u, max_len):
        """Draw a sentence, word by word.

        Parameters
        ----------
        u : iterator of float
            Numbers in [0, 1), one for each draw: the word drawn is the first whose cumulative probability
            exceeds u. Scores of stupid backoff are divided by their sum first.
        max_len : int
            Most words to return.

        Returns
        -------
        ids : list of int
            It ends when eos is drawn (which is left out), when there are `max_len` words, or when `u` has no
            more numbers.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    # The rest is one way to divide the work: a method of the class for each smoothing method. Keep, change or
    # remove these; nothing calls them but you.

    def _mle(self, word, context):
        """P(w | h) = c(hw) / c(h)."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _add_k(self, word, context):
        """P(w | h) = (c(hw) + k) / (c(h) + k V)."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _interpolate(self, word, context):
        """P(w | h) = sum of lambda_j P_j(w | last j - 1 words of h)."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _stupid_backoff(self, word, context):
        """S(w | h) = c(hw) / c(h) where hw was seen, else alpha S(w | h without its first word)."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _kneser_ney(self, word, context):
        """P(w | h) = (max(c(hw) - d, 0) + d T(h) P(w | h without its first word)) / c(h)."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _d2l_smoothing(self, word, context):
        """P(w | h) = (c(hw) + eps P(w)) / (c(h) + eps), above P(w) = (c(w) + eps_1 / V) / (N + eps_1)."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _count_continuations(self):
        """Below the highest order, replace counts by numbers of different words in front of each gram."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _counts(self, word, context):
        """Return c(hw) and c(h), 0 where nothing was seen (and without making an entry for it)."""
        # YOUR CODE HERE
        raise NotImplementedError()


# --------------------------------------------------------------------------- C  perplexity


def perplexity(total_nll, n_tokens, log_base=math.e):
    """Say among how many equally likely words the model is, on average, undecided.

    Parameters
    ----------
    total_nll : float
        Sum of -log p over all tokens, the logarithm to base `log_base`. May be inf.
    n_tokens : int
        0 is a ValueError.
    log_base : float
        Base of the logarithm `total_nll` was made with.

    Returns
    -------
    ppl : float
        log_base ** (total_nll / n_tokens); inf, without a warning, where that is too large for a float.

    Examples
    --------
    >>> perplexity(6.0, 2, log_base=2)
    8.0
    >>> perplexity(1e6, 1)
    inf
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def nll_from_logits(logits, targets, pad_id=None):
    """Sum the negative log-likelihoods of the targets.

    Parameters
    ----------
    logits : (*, V) float
        Any finite numbers, or -inf for a word that is ruled out. Where the target is padding, anything.
    targets : (*) array of int
        The word that came at each place.
    pad_id : int, optional
        Targets equal to it are padding and count in neither result. Any integer, in 0..V-1 or not.

    Returns
    -------
    total_nll : float
        Sum of -log softmax(logits)[target], natural logarithm, added up in float64 whatever the dtype of
        the logits. inf when a target is ruled out.
    n_tokens : int
        Number of targets that are not padding. No tokens: (0.0, 0).

    Examples
    --------
    >>> total_nll, n_tokens = nll_from_logits(np.log([[1.0, 3.0], [1.0, 1.0]]), np.array([1, 0]))
    >>> round(math.exp(-total_nll), 9), n_tokens    # 3/4 * 1/2
    (0.375, 2)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def corpus_perplexity(batches, pad_id=None):
    """Give the perplexity of a whole text that comes in batches.

    Parameters
    ----------
    batches : iterator of (logits, targets)
        As in `nll_from_logits`; shapes may differ from batch to batch, a batch may be all padding. It can be
        gone through once only.
    pad_id : int, optional
        Padding, as in `nll_from_logits`.

    Returns
    -------
    ppl : float
        Every token of the text counts the same, in whichever batch it stands. inf on overflow. ValueError
        without any token.

    Examples
    --------
    >>> two = np.zeros((3, 2)), np.array([0, 1, 1])
    >>> four = np.zeros((1, 4)), np.array([3])
    >>> round(corpus_perplexity(iter([two, four])) ** 4, 9)    # 2 * 2 * 2 * 4
    32.0
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def bits_per_char(total_nll, n_chars):
    """Turn a text's nll in nats into bits for each character.

    Parameters
    ----------
    total_nll : float
        In nats.
    n_chars : int
        0 is a ValueError.

    Returns
    -------
    bits : float

    Examples
    --------
    >>> bits_per_char(8 * math.log(2), 4)
    2.0
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def word_perplexity_from_chars(total_char_nll, n_words):
    """Give a character model's perplexity for each word, so that it can be compared with word models.

    Parameters
    ----------
    total_char_nll : float
        nll of all characters of the text, spaces included, in nats.
    n_words : int
        0 is a ValueError.

    Returns
    -------
    ppl : float
        inf on overflow.

    Examples
    --------
    >>> round(word_perplexity_from_chars(10 * math.log(2), 2), 9)    # 5 bits a word
    32.0
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def ngram_perplexity(model, sentences):
    """Give the perplexity of sentences under an n-gram model.

    Parameters
    ----------
    model : NgramLM or alike
        Anything with `sentence_logprob` (and `prob`, `n`, `vocab_size`, `bos`, `eos`) as NgramLM has them.
    sentences : list of lists of int
        Without bos and eos. The model predicts every word and the eos after each sentence: all these are
        tokens. bos is predicted by nobody and is none.

    Returns
    -------
    ppl : float
        inf when a word has probability 0, and on overflow. ValueError without any sentence.

    Examples
    --------
    >>> model = NgramLM(1, 3, bos=-1, eos=2, method="mle").fit([[0, 1], [0]])    # 2/5, 1/5, 2/5
    >>> round(ngram_perplexity(model, [[0], []]) ** 3, 9)    # 5/2 for 0, 5/2 for eos, 5/2 for eos
    15.625
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- D  a neural language model


def nnlm_loss_and_grads(params, ctx, y):
    """Loss and gradients of Bengio's neural language model.

    Parameters
    ----------
    params : dict of float arrays
        * ``E`` (V, d): a vector for each word
        * ``W_h`` (H, (n-1) d) and ``b_h`` (H,): hidden layer
        * ``W_o`` (V, H) and ``b_o`` (V,): output layer
    ctx : (N, n-1) array of int
        The words before, the farthest first.
    y : (N,) array of int
        The word that came.

    Returns
    -------
    loss : float
        Mean of -log p(y) over the N examples; 0.0 for N = 0.
    grads : dict of arrays
        The gradient of the loss for each parameter, under its name, with its shape and dtype; zeros for
        N = 0.

    Examples
    --------
    >>> params = {"E": np.zeros((2, 1)), "W_h": np.ones((1, 1)), "b_h": np.zeros(1),
    ...           "W_o": np.ones((2, 1)), "b_o": np.zeros(2)}
    >>> loss, grads = nnlm_loss_and_grads(params, np.array([[0]]), np.array([1]))
    >>> round(math.exp(loss), 9), grads["b_o"].tolist()
    (2.0, [0.5, -0.5])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- E  a recurrent model (torch)


class RNNLM(nn.Module):
    """Embedding, recurrent layers, and a linear layer to a score for each word.

    Parameters
    ----------
    vocab, emb, hid, layers : int
        Number of words, width of the embedding, width and number of the recurrent layers.
    dropout : float, default 0.0
        Dropout of the embeddings, between the recurrent layers, and of what comes out of the last of them; in
        training mode only.
    tie : bool, default False
        Whether embedding and output layer share one weight matrix: the same Parameter, not a copy. Needs
        emb == hid, else ValueError.
    cell : {"LSTM", "GRU", "RNN"}
        Kind of recurrent layer ("RNN" with tanh); anything else is a ValueError.

    Attributes
    ----------
    encoder : nn.Embedding
    rnn : nn.LSTM, nn.GRU or nn.RNN
    decoder : nn.Linear
        With a bias.
    """

    def __init__(self, vocab, emb, hid, layers, dropout=0.0, tie=False, cell="LSTM"):
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x, state=None):
        """Score the next word at every place.

        Parameters
        ----------
        x : (T, N) int64 tensor
            T steps of N texts, time first.
        state : as returned, optional
            Where the texts before ended; None is a fresh start (zeros).

        Returns
        -------
        logits : (T, N, V) tensor
            ``logits[t]`` depends on ``x[0..t]`` and the state, on nothing later.
        state : tensor, or tuple of two (LSTM)
            What the recurrent layer returns as its last state. The model itself remembers nothing.
        """
        # YOUR CODE HERE
        raise NotImplementedError()


def detach_state(state):
    """Cut a state off from the graph that made it: the numbers stay, no gradient flows back.

    Parameters
    ----------
    state : tensor, tuple of states (also of tuples), or None

    Returns
    -------
    state : of the same structure
        None gives None. The state given keeps its graph.

    Examples
    --------
    >>> h = torch.ones(1, requires_grad=True)
    >>> [part.requires_grad for part in detach_state((h, 2 * h))]
    [False, False]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def evaluate_lm(model, source, bptt):
    """Measure a recurrent model on a held-back text.

    Parameters
    ----------
    model : nn.Module
        Called as ``model(x, state)``, like RNNLM.
    source : (L, N) array or tensor of int
        From `batchify`.
    bptt : int
        Rows for each call; it must not change the answer. Chunks start at rows 0, bptt, 2 bptt ...; each
        begins with the state the one before ended with, the first with None.

    Returns
    -------
    nll : float
        Mean of -log p over all (L - 1) N tokens that have a word before them.
    ppl : float
        exp(nll). L < 2 is a ValueError.

    Notes
    -----
    The model is put into evaluation mode, and back into the mode it was in. Its parameters stay what they
    are, and torch goes on recording gradients for whoever comes next.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def train_lm_epoch(model, source, bptt, lr, clip=None):
    """Go through a text once with truncated backpropagation through time and plain SGD.

    Parameters
    ----------
    model : nn.Module
        Called as ``model(x, state)``, like RNNLM; changed in place and left in training mode.
    source : (L, N) array or tensor of int
        From `batchify`, L >= 2.
    bptt : int
        Rows for each step of SGD. Chunks start at rows 0, bptt, 2 bptt ...; each begins with the *detached*
        state of the one before, the first with None.
    lr : float
        Learning rate: every parameter loses lr times its gradient.
    clip : float, optional
        The gradients' norm, all parameters together, is brought down to this before the step
        (torch.nn.utils.clip_grad_norm_); None does not clip.

    Returns
    -------
    nll : float
        Mean of -log p over all (L - 1) N tokens, each as it was before the step its chunk leads to.

    Notes
    -----
    The loss of a chunk is the mean over its tokens. Gradients that a parameter may hold from before are
    not used.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# --------------------------------------------------------------------------- F  sampling


def apply_temperature(logits, t):
    """Make a distribution sharper (t < 1) or flatter (t > 1).

    Parameters
    ----------
    logits : (V,) float
        May hold -inf.
    t : float
        t >= 0. 0 is the limit: only the largest logit is left, of several the one with the lowest index.

    Returns
    -------
    logits : (V,) float
        For t = 0: 0 at the word that is left, -inf elsewhere.

    Examples
    --------
    >>> apply_temperature(np.array([1.0, 3.0]), 0.5).tolist()
    [2.0, 6.0]
    >>> apply_temperature(np.array([1.0, 3.0, 3.0]), 0).tolist()
    [-inf, 0.0, -inf]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def top_k_filter(logits, k):
    """Rule out all but the k largest logits.

    Parameters
    ----------
    logits : (V,) float
        May hold -inf.
    k : int
        k >= 1. Exactly k are kept; of equal ones those with the lower index. k >= V keeps all.

    Returns
    -------
    logits : (V,) float
        Kept ones as they are in their places, -inf elsewhere.

    Examples
    --------
    >>> top_k_filter(np.array([1.0, 3.0, 1.0, 2.0]), 3).tolist()
    [1.0, 3.0, -inf, 2.0]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def top_p_filter(logits, p):
    """Rule out the unlikely tail: keep the fewest words that together have probability p.

    Parameters
    ----------
    logits : (V,) float
        May hold -inf, though not only.
    p : float
        0 <= p <= 1. Words are taken from the most likely down, of equal ones the lower index first, until
        their probabilities reach p (sum >= p); the word that reaches it is kept too, and one at least.
        1.0 keeps all.

    Returns
    -------
    logits : (V,) float
        Kept ones as they are in their places, -inf elsewhere.

    Examples
    --------
    >>> top_p_filter(np.array([0.0, 0.0, 0.0, 0.0]), 0.5).tolist()
    [0.0, 0.0, -inf, -inf]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def sample(logits, u):
    """Draw a word, given the random number.

    Parameters
    ----------
    logits : (V,) float
        May hold -inf, though not only.
    u : float
        0 <= u < 1.

    Returns
    -------
    word : int
        The first whose cumulative probability exceeds u; never one of probability 0, however close to 1 u is.

    Examples
    --------
    >>> [sample(np.zeros(4), u) for u in (0.0, 0.24, 0.25, 0.99)]
    [0, 0, 1, 3]
    """
    # YOUR CODE HERE
    raise NotImplementedError()
