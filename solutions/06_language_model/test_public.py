"""The tests you have: worked examples of the handout, properties, torch as a second opinion, speed.

Run them with `pytest assignments/06_language_model`, one exercise with `-k batches`. The hidden tests ask for
the same points with more inputs: other sizes, every edge the handout names.
"""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

INF = math.inf
A, B, C, END = range(4)  # words of the small texts below; END is eos
BOS = -1
TEXT = [[A, B], [A, B], [C, B]]


def read_only(array):
    """A copy of the array that raises when somebody writes into it."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


# --------------------------------------------------------------------------- A  vocabulary and batches


@exercise("vocabulary", points=4, functions=("build_vocab", "encode", "decode"))
class TestVocabulary:
    """Numbers for words, and back."""

    def test_by_hand(self, submission):
        itos, stoi = submission.build_vocab(["the", "cat", "saw", "the", "dog"])
        assert_matches(itos, ["<unk>", "the", "cat", "dog", "saw"])
        assert_matches(stoi, {"<unk>": 0, "the": 1, "cat": 2, "dog": 3, "saw": 4})

    def test_rare_words_and_specials(self, submission):
        text = ["b", "b", "a", "a", "c", "<eos>", "<eos>", "<eos>"]
        itos, _ = submission.build_vocab(text, min_freq=2, specials=("<unk>", "<eos>"))
        assert_matches(itos, ["<unk>", "<eos>", "a", "b"])

    def test_empty_text(self, submission):
        assert_matches(submission.build_vocab([], specials=("x",)), (["x"], {"x": 0}))

    def test_there_and_back(self, submission):
        stoi = {"dog": 0, "<unk>": 1, "cat": 2}
        assert_matches(submission.encode(["cat", "bird", "dog"], stoi), [2, 1, 0])
        assert_matches(submission.decode([2, 1, 0], ["dog", "<unk>", "cat"]), ["cat", "<unk>", "dog"])

    def test_without_unk(self, submission):
        assert_matches(submission.encode(["dog"], {"dog": 0}), [0])
        assert_raises(KeyError, submission.encode, ["cat"], {"dog": 0})


@exercise("batches", points=6, functions=("batchify", "get_batch", "sliding_windows"))
class TestBatches:
    """One long text cut into columns, chunks and windows."""

    def test_columns(self, submission):
        assert_matches(submission.batchify(np.arange(7), 2), np.array([[0, 3], [1, 4], [2, 5]]))

    def test_columns_are_pieces_of_the_text(self, submission):
        source = submission.batchify(np.arange(103), 5)
        assert_matches(source.T.reshape(-1), np.arange(100))

    def test_chunk(self, submission):
        source = np.array([[0, 4], [1, 5], [2, 6], [3, 7]])
        assert_matches(submission.get_batch(source, 0, 2), (source[:2], source[1:3]))

    def test_last_chunk(self, submission):
        source = np.array([[0, 4], [1, 5], [2, 6], [3, 7]])
        assert_matches(submission.get_batch(source, 2, 2), (source[2:3], source[3:]))
        assert_matches(submission.get_batch(source, 3, 2), (source[:0], source[:0]))

    def test_windows(self, submission):
        expected = np.array([[5, 6], [6, 7], [7, 8], [8, 9], [9, 5]])
        assert_matches(submission.sliding_windows(np.array([5, 6, 7, 8, 9, 5]), 2), expected)

    def test_short_texts(self, submission):
        assert_matches(submission.batchify(np.arange(2), 3), np.zeros((0, 3), int))
        assert_matches(submission.sliding_windows(np.arange(2), 3), np.zeros((0, 3), int))


# --------------------------------------------------------------------------- B  n-grams


@exercise("count_ngrams", points=4)
class TestCountNgrams:
    """How often each run of n words occurs."""

    def test_by_hand(self, submission):
        expected = [((BOS, A), 2), ((A, B), 1), ((A, END), 1), ((B, END), 1)]
        assert_matches(submission.count_ngrams([[A, B], [A]], 2, BOS, END), sorted(expected))

    def test_unigrams(self, submission):
        assert_matches(
            submission.count_ngrams(TEXT, 1, BOS, END), [((A,), 2), ((B,), 3), ((C,), 1), ((END,), 3)]
        )

    def test_empty_sentence(self, submission):
        assert_matches(submission.count_ngrams([[]], 3, BOS, END), [((BOS, BOS, END), 1)])

    def test_total(self, submission, cases, rng):
        text = cases.sentences(rng)
        for n in (1, 2, 3):
            total = sum(count for _, count in submission.count_ngrams(text, n, BOS, 6))
            assert total == sum(len(s) + 1 for s in text), (
                "the counts must add up to one gram for each word and each eos"
            )


@exercise("count_ngrams", points=1)
@speed
class TestCountNgramsSpeed:
    """One pass over the text, whatever the number of different grams."""

    def test_time(self, beat, cases):
        beat("count_ngrams", cases.count_speed_inputs, slow=cases.count_by_searching, share=0.6)


SETUP = {"n": 2, "vocab_size": 4, "bos": BOS, "eos": END}
SMOOTH = [
    {"method": "add_k", "k": 0.3},
    {"method": "interpolate", "lambdas": [0.2, 0.3, 0.5]},
    {"method": "kneser_ney"},
    {"method": "d2l_smoothing", "eps": (0.5, 1.0, 2.0)},
]


@exercise("NgramLM", points=9)
class TestCounting:
    """mle and add_k; contexts cut, padded, unseen."""

    def test_mle_by_hand(self, submission):
        queries = [(A, [BOS]), (B, [A]), (END, [B]), (A, [A]), (A, [END])]
        probs = submission.ngram_probs({**SETUP, "method": "mle"}, TEXT, queries)
        assert_matches(probs, [2 / 3, 1.0, 1.0, 0.0, 0.0])

    def test_add_one_by_hand(self, submission):
        queries = [(B, [A]), (A, [A]), (A, [END])]
        probs = submission.ngram_probs({**SETUP, "method": "add_k"}, TEXT, queries)
        assert_matches(probs, [1 / 2, 1 / 6, 1 / 4])

    def test_unigrams(self, submission):
        setup = {**SETUP, "n": 1, "method": "mle"}
        assert_matches(submission.ngram_probs(setup, TEXT, [(B, []), (END, [A, B])]), [3 / 9, 3 / 9])

    def test_contexts(self, submission):
        setup = {**SETUP, "n": 3, "method": "mle"}
        queries = [(B, [C, C, BOS, A]), (B, [A]), (A, []), (C, (BOS, BOS))]
        assert_matches(submission.ngram_probs(setup, TEXT, queries), [1.0, 1.0, 2 / 3, 1 / 3])

    def test_bos_is_never_predicted(self, submission):
        for smooth in SMOOTH[:1] + SMOOTH[2:3]:
            (p,) = submission.ngram_probs({**SETUP, **smooth}, TEXT, [(BOS, [])])
            assert p == 0, "bos stands in contexts only: nobody predicts it"

    def test_no_memory_of_another_text(self, submission):
        setup, other = {**SETUP, "method": "mle"}, [[C, C]]
        assert_matches(submission.ngram_fitted_twice(setup, TEXT, other, [(B, [A]), (C, [C])]), [0.0, 0.5])
        answers = submission.ngram_two_models((setup, TEXT), (setup, other), [(B, [A]), (C, [C])])
        assert_matches(answers, [[1.0, 0.0], [0.0, 0.5]])


@exercise("NgramLM", points=12)
class TestSmoothing:
    """Interpolation, backing off, Kneser-Ney, d2l."""

    def test_interpolation_by_hand(self, submission):
        setup = {**SETUP, "method": "interpolate", "lambdas": [0.4, 0.6]}
        probs = submission.ngram_probs(setup, TEXT, [(B, [A]), (A, [A])])
        assert_matches(probs, [0.4 / 3 + 0.6, 0.4 * 2 / 9])
        (p,) = submission.ngram_probs(setup, TEXT, [(B, [END])])
        assert math.isclose(p, 1 / 3, rel_tol=1e-9), (
            f"after a context never seen the single word takes the bigram's place: 1/3, not {p:.6g}"
        )

    def test_interpolation_weights(self, submission):
        for lambdas in ([0.5, 0.6], [1.0], [0.2, 0.3, 0.5]):
            setup = {**SETUP, "method": "interpolate", "lambdas": lambdas}
            assert_raises(ValueError, submission.ngram_probs, setup, TEXT, [])
        setup = {**SETUP, "n": 3, "method": "interpolate", "lambdas": [0.7, 0.2, 0.1]}
        assert_matches(submission.ngram_probs(setup, TEXT, []), [])  # their sum in floats is a little off

    def test_backoff_by_hand(self, submission):
        setup = {**SETUP, "n": 3, "method": "stupid_backoff", "alpha": 0.4}
        queries = [(B, [BOS, A]), (B, [C, A]), (A, [C, A]), (B, [END, END])]
        expected = [1.0, 0.4, 0.16 * 2 / 9, 0.16 / 3]
        assert_matches(submission.ngram_probs(setup, TEXT, queries), expected)
        assert_matches(submission.ngram_probs(setup, [[A, B]], [(C, [A]), (C, [])]), [0.0, 0.0])

    def test_kneser_ney_by_hand(self, submission):
        setup = {**SETUP, "method": "kneser_ney", "discount": 0.5}
        given = submission.ngram_distributions(setup, TEXT, [[A], [END]])
        assert_matches(given, [np.array([0.05, 0.85, 0.05, 0.05]), np.array([0.2, 0.4, 0.2, 0.2])])

    def test_kneser_ney_asks_for_places(self, submission):
        often_in_one_place = [[A, B]] * 9 + [[A, C], [C], [C, C]]
        setup = {**SETUP, "method": "kneser_ney"}
        b, c = submission.ngram_probs(setup, often_in_one_place, [(B, [END]), (C, [END])])
        assert b < c, "C stands in more different places than B, though B is more frequent"

    def test_d2l_by_hand(self, submission):
        setup = {**SETUP, "method": "d2l_smoothing", "eps": (1.0, 2.0)}
        p = (3 + 1 / 4) / (9 + 1)
        probs = submission.ngram_probs(setup, TEXT, [(B, [A]), (B, [END])])
        assert_matches(probs, [(2 + 2 * p) / (2 + 2), p])

    @pytest.mark.parametrize("smooth", SMOOTH, ids=["add_k", "interpolate", "kneser_ney", "d2l"])
    def test_everything_sums_to_one(self, submission, cases, rng, smooth):
        contexts = [context for _, context in cases.queries(rng, 3, count=10)]
        setup = {**cases.setup(3, V=9), **smooth}
        given = submission.ngram_distributions(setup, cases.sentences(rng), contexts)
        sums = [float(np.sum(p)) for p in given]
        worst = max(sums, key=lambda total: abs(total - 1))
        assert math.isclose(worst, 1.0, rel_tol=1e-9), (
            f"after a context the probabilities of the V words add up to 1; after one here to {worst:.4g}"
        )


@exercise("NgramLM", points=3)
class TestSentences:
    """Whole sentences: their probability, drawing new ones."""

    def test_logprob_by_hand(self, submission):
        given = submission.ngram_logprobs({**SETUP, "method": "mle"}, TEXT, [[A, B], [C, B], [B], []])
        assert_matches(given, [math.log(2 / 3), math.log(1 / 3), -INF, -INF])

    def test_logprob_of_a_long_text(self, submission, rng):
        text = [rng.integers(0, 3, size=2000).tolist()]
        (given,) = submission.ngram_logprobs({**SETUP, "method": "add_k"}, TEXT, text)
        assert given > -INF, "add logarithms: a product of 2000 probabilities is too small for a float"

    def test_generate_by_hand(self, submission):
        draws = [[0.6, 0.5, 0.5], [0.7, 0.5, 0.5], [0.1], []]
        given = submission.ngram_generate({**SETUP, "method": "mle"}, TEXT, draws, 10)
        assert_matches(given, [[A, B], [C, B], [A], []])

    def test_generate_no_more_than_asked(self, submission):
        assert_matches(submission.ngram_generate({**SETUP, "method": "mle"}, TEXT, [[0.1] * 9], 1), [[A]])

    def test_real_text(self, submission, cases):
        """Kneser-Ney guesses English better than add-one."""
        text = cases.prose()
        words = {word: i for i, word in enumerate(sorted({word for s in text for word in s}))}
        ids = [[words[word] for word in s] for s in text]
        train = [s for i, s in enumerate(ids) if i % 10]
        test = [s for i, s in enumerate(ids) if i % 10 == 0][:60]
        scores = []
        for smooth in ({"method": "add_k"}, {"method": "kneser_ney"}):
            setup = {"n": 3, "vocab_size": len(words) + 1, "bos": BOS, "eos": len(words), **smooth}
            scores.append(sum(submission.ngram_logprobs(setup, train, test)))
        assert scores[1] > scores[0], "on new sentences Kneser-Ney should be the better trigram model"


@exercise("NgramLM", points=3)
@speed
class TestNgramLMSpeed:
    """Scoring takes as long for a large vocabulary as for a small one; no search through the table."""

    @points(2)
    def test_scoring(self, beat, cases):
        beat("ngram_logprobs", cases.scoring_speed_inputs, slow=cases.score_by_adding_up, share=0.6)

    def test_kneser_ney(self, beat, cases):
        beat("ngram_probs", cases.kneser_ney_speed_inputs, slow=cases.search_the_grams, share=0.6)


# --------------------------------------------------------------------------- C  perplexity


@exercise("perplexity", points=6, functions=("perplexity", "bits_per_char", "word_perplexity_from_chars"))
class TestPerplexity:
    """One number for a whole text, in the right unit."""

    def test_by_hand(self, submission):
        assert_matches(submission.perplexity(6.0, 2, log_base=2), 8.0)
        assert_matches(submission.perplexity(6 * math.log(2), 2), 8.0)
        assert_matches(submission.perplexity(6 * math.log10(2), 2, log_base=10), 8.0)

    def test_uniform_and_perfect(self, submission):
        assert_matches(submission.perplexity(5 * math.log(17), 5), 17.0)
        assert_matches(submission.perplexity(0.0, 5), 1.0)

    def test_too_large(self, submission):
        with np.errstate(all="raise"):  # inf without a warning
            assert_matches(submission.perplexity(1e6, 1), INF)
            assert_matches(submission.perplexity(INF, 3), INF)

    def test_no_tokens(self, submission):
        for function in (
            submission.perplexity,
            submission.bits_per_char,
            submission.word_perplexity_from_chars,
        ):
            assert_raises(ValueError, function, 0.0, 0)

    def test_characters(self, submission):
        assert_matches(submission.bits_per_char(8 * math.log(2), 4), 2.0)
        assert_matches(submission.word_perplexity_from_chars(10 * math.log(2), 2), 32.0)


@exercise("nll_from_logits", points=7)
class TestNllFromLogits:
    """What the targets cost, without padding."""

    def test_by_hand(self, submission):
        total, n = submission.nll_from_logits(np.log([[1.0, 3.0], [1.0, 1.0]]), np.array([1, 0]))
        assert_matches(total, -math.log(3 / 8))
        assert_matches(n, 2)

    @pytest.mark.parametrize("pad_id", [None, 0, 3, -100])
    def test_torch(self, submission, cases, rng, pad_id):
        if pad_id is None:
            scores, targets = cases.logits(rng, 4, 6, 5)
        else:
            scores, targets = cases.padded_logits(rng, 4, 6, 5, pad_id=pad_id)
        ignore = -1000 if pad_id is None else pad_id
        flat = torch.from_numpy(scores).reshape(-1, 5), torch.from_numpy(targets).reshape(-1)
        expected = functional.cross_entropy(*flat, reduction="sum", ignore_index=ignore).item()
        total, n = submission.nll_from_logits(scores, targets, pad_id)
        assert_matches(total, expected)
        assert_matches(n, int(np.sum(targets != ignore)))

    def test_anything_at_padding(self, submission):
        scores = np.array([[0.0, 0.0], [-INF, -INF], [1e30, 0.0]])
        given = submission.nll_from_logits(scores, np.array([1, -1, -1]), -1)
        assert_matches(given, (math.log(2), 1))

    def test_large_logits(self, submission):
        scores = np.array([[1e4, 0.0], [-1e4, -1e4]])
        assert_matches(submission.nll_from_logits(scores, np.array([1, 1])), (1e4 + math.log(2), 2))

    def test_ruled_out(self, submission):
        assert_matches(submission.nll_from_logits(np.array([[-INF, 0.0]]), np.array([0])), (INF, 1))
        assert_matches(submission.nll_from_logits(np.array([[-INF, 0.0]]), np.array([1])), (0.0, 1))

    @points(0.5)
    def test_no_tokens(self, submission):
        assert_matches(submission.nll_from_logits(np.ones((2, 3)), np.array([1, 1]), 1), (0.0, 0))

    @points(0.5)
    def test_many_float32(self, submission):
        scores = np.tile(np.array([0, 3], np.float32), (500_000, 1))
        total, _ = submission.nll_from_logits(scores, np.zeros(500_000, int))
        expected = 500_000 * math.log1p(math.exp(3))
        assert_matches(total, expected, rtol=1e-6, because="each term is rounded to float32 at most once")

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        scores, targets = cases.logits(rng, 7, 5)
        expected = submission.nll_from_logits(scores, targets)
        assert_matches(submission.nll_from_logits(read_only(scores), read_only(targets)), expected)


@exercise("corpus_perplexity", points=5)
class TestCorpusPerplexity:
    """Batches of different sizes, every token alike."""

    def test_by_hand(self, submission):
        batches = [(np.zeros((3, 2)), np.array([0, 1, 1])), (np.zeros((1, 4)), np.array([3]))]
        assert_matches(submission.corpus_perplexity(batches), 32 ** (1 / 4))

    def test_one_way_to_cut_is_as_good_as_another(self, submission, cases, rng):
        scores, targets = cases.padded_logits(rng, 12, 5, pad_id=0)
        whole = submission.corpus_perplexity([(scores, targets)], 0)
        pieces = [(scores[a:b], targets[a:b]) for a, b in ((0, 7), (7, 11), (11, 12))]
        ppl = submission.corpus_perplexity(pieces, 0)
        assert math.isclose(ppl, whole, rel_tol=1e-7), (
            f"cut into three batches the same tokens get perplexity {ppl:.6f}, in one {whole:.6f}: does "
            "every token weigh alike, whatever batch it is in?"
        )

    def test_no_tokens(self, submission):
        assert_raises(ValueError, submission.corpus_perplexity, [])


@exercise("ngram_perplexity", points=4)
class TestNgramPerplexity:
    """Sentences under an n-gram model: eos counts, bos does not."""

    def test_by_hand(self, submission):
        table = np.array(
            [[1 / 2, 1 / 2], [1 / 4, 3 / 4], [1 / 8, 7 / 8]]
        )  # after 0, after eos = 1, after bos
        assert_matches(submission.ngram_perplexity(table, 1, [[0]]), 4.0)  # 1/8 * 1/2
        assert_matches(submission.ngram_perplexity(table, 1, [[0, 0], []]), (8 * 2 * 2 * 8 / 7) ** (1 / 4))

    def test_uniform(self, submission):
        ppl = submission.ngram_perplexity(np.full((7, 6), 1 / 6), 5, [[0, 3], [], [1]])
        assert math.isclose(ppl, 6, rel_tol=1e-9), (
            f"among 6 equally likely words the perplexity is 6, not {ppl:.6g}: does every sentence, also an "
            "empty one, have a token more than words?"
        )

    def test_edges(self, submission):
        table = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])
        assert_matches(submission.ngram_perplexity(table, 1, [[0]]), 1.0)
        assert_matches(submission.ngram_perplexity(table, 1, [[0, 0]]), INF)
        assert_raises(ValueError, submission.ngram_perplexity, table, 1, [])

    def test_long_text(self, submission):
        assert_matches(submission.ngram_perplexity(np.full((7, 6), 1 / 6), 5, [[2] * 3000]), 6.0)


# --------------------------------------------------------------------------- D  a neural language model


@exercise("nnlm_loss_and_grads", points=14)
class TestNnlm:
    """Loss and gradients of Bengio's model."""

    def test_by_hand(self, submission):
        params = {
            "E": np.zeros((2, 1)),
            "W_h": np.ones((1, 1)),
            "b_h": np.zeros(1),
            "W_o": np.ones((2, 1)),
            "b_o": np.zeros(2),
        }
        loss, grads = submission.nnlm_loss_and_grads(params, np.array([[0]]), np.array([1]))
        assert_matches(loss, math.log(2))
        assert_matches(grads["b_o"], np.array([0.5, -0.5]))

    @pytest.mark.parametrize("context", [1, 3])
    def test_torch(self, submission, cases, rng, context):
        params, ctx, y = cases.nnlm(rng, V=5, context=context, N=9)
        leaves = {name: torch.from_numpy(value).requires_grad_() for name, value in params.items()}
        x = leaves["E"][torch.from_numpy(ctx)].reshape(9, -1)
        h = torch.tanh(functional.linear(x, leaves["W_h"], leaves["b_h"]))
        loss = functional.cross_entropy(
            functional.linear(h, leaves["W_o"], leaves["b_o"]), torch.from_numpy(y)
        )
        loss.backward()
        expected = loss.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}
        assert_matches(submission.nnlm_loss_and_grads(params, ctx, y), expected)

    @pytest.mark.parametrize("name", ["E", "W_h", "b_h", "W_o", "b_o"])
    def test_central_differences(self, submission, cases, rng, name):
        params, ctx, y = cases.nnlm(rng, V=5, d=2, H=3, N=4)

        def loss(value):
            return np.asarray(submission.nnlm_loss_and_grads({**params, name: value}, ctx, y)[0])

        _, grads = submission.nnlm_loss_and_grads(params, ctx, y)
        assert_gradient(loss, grads[name], params[name], np.array(1.0))

    def test_words_that_come_twice(self, submission, cases, rng):
        params, ctx, y = cases.nnlm(rng, N=1)
        _, once = submission.nnlm_loss_and_grads(params, ctx, y)
        _, twice = submission.nnlm_loss_and_grads(params, np.repeat(ctx, 2, axis=0), np.repeat(y, 2))
        assert np.allclose(twice["E"], once["E"]), (
            "the same example twice must leave the mean as it is; for E it does not: is a row that is used "
            "several times given all its pieces?"
        )
        assert_matches(twice, once)

    @points(0.5)
    def test_float32(self, submission, cases, rng):
        _, grads = submission.nnlm_loss_and_grads(*cases.nnlm(rng, dtype=np.float32))
        wide = [name for name, g in grads.items() if g.dtype != np.float32]
        assert not wide, f"float32 parameters have float32 gradients; {', '.join(wide)} came out wider"

    @points(0.5)
    def test_no_examples(self, submission, cases, rng):
        params, ctx, y = cases.nnlm(rng)
        expected = 0.0, {name: np.zeros_like(value) for name, value in params.items()}
        assert_matches(submission.nnlm_loss_and_grads(params, ctx[:0], y[:0]), expected)

    @points(0.5)
    def test_large_logits(self, submission, cases, rng):
        params, ctx, y = cases.nnlm(rng)
        params["b_o"] += 1e4
        params["b_o"][0] -= 2e4
        y[0] = 0  # the unlikely word came
        loss, grads = submission.nnlm_loss_and_grads(params, ctx, y)
        assert np.isfinite(loss), "the loss is finite for any finite logits"
        assert all(np.isfinite(g).all() for g in grads.values()), "the gradients are finite too"


# --------------------------------------------------------------------------- E  a recurrent model

SMALL = {"vocab": 11, "emb": 5, "hid": 7, "layers": 1}


@exercise("RNNLM", points=6, functions=("RNNLM", "detach_state"))
class TestRNNLM:
    """The module: cells, layers, tying, dropout, state."""

    @pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
    def test_kind_and_shapes(self, submission, rng, cell):
        options = {**SMALL, "layers": 2, "dropout": 0.25, "cell": cell}
        kind, *sizes = submission.rnnlm_kind(options)
        assert kind == cell, f"the recurrent layer is an nn.{kind}, though cell={cell!r} was asked for"
        assert_matches(sizes, [2, 0.25])
        logits, state = submission.rnnlm_forward(options, rng.integers(0, 11, size=(6, 3)))
        assert logits.shape == (6, 3, 11), f"logits are (T, N, V), here (6, 3, 11), not {logits.shape}"
        shape = (state[0] if cell == "LSTM" else state).shape
        assert shape == (2, 3, 7), (
            f"a state is (layers, N, hid), here (2, 3, 7), not {shape}: is time the first axis of what the "
            "recurrent layer gets?"
        )

    @pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
    def test_pieces_are_as_good_as_the_whole(self, submission, rng, cell):
        x = rng.integers(0, 11, size=(6, 3))
        whole, _ = submission.rnnlm_forward({**SMALL, "cell": cell}, x)
        pieces, _ = submission.rnnlm_forward({**SMALL, "cell": cell}, x, calls=3)
        assert_matches(pieces[:2], whole[:2])
        assert np.allclose(pieces, whole, atol=1e-4), (
            "read in three pieces, each with the state that the one before gave back, the text gets other "
            "logits from the second piece on: is the state handed to the recurrent layer, and is time its "
            "first axis?"
        )

    def test_nothing_is_seen_before_its_time(self, submission, rng):
        x = rng.integers(0, 11, size=(6, 3))
        logits, _ = submission.rnnlm_forward(SMALL, x)
        x[4:] = (x[4:] + 1) % 11
        changed, _ = submission.rnnlm_forward(SMALL, x)
        assert_matches(changed[:4], logits[:4])
        assert not np.allclose(changed[4], logits[4]), "the logits at t depend on the word at t"

    def test_tied(self, submission):
        options = {**SMALL, "emb": 7}
        tied = submission.rnnlm_parameters({**options, "tie": True})
        assert tied.count((11, 7)) == 1, (
            f"with tie=True there are {tied.count((11, 7))} matrices of words and features; embedding and "
            "output layer share one: the same Parameter, not a copy"
        )
        free = submission.rnnlm_parameters(options)
        assert free.count((11, 7)) == 2, "without tie, embedding and output layer have a matrix each"

    @points(0.5)
    def test_dropout(self, submission, rng):
        given = submission.rnnlm_dropout(SMALL, rng.integers(0, 11, size=(6, 3)))
        for what in ("embedding", "output"):
            training, evaluation = given[f"{what} dropped"]
            assert training, f"in training mode the {what} is not dropped; dropout belongs there"
            assert not evaluation, f"in evaluation mode the {what} is dropped; nothing may be dropped there"

    @points(0.5)
    def test_bad_arguments(self, submission):
        assert_raises(ValueError, submission.rnnlm_parameters, {**SMALL, "tie": True})
        assert_raises(ValueError, submission.rnnlm_parameters, {**SMALL, "cell": "CNN"})

    def test_detach(self, submission, rng):
        h, c = rng.normal(size=(2, 3, 4))
        numbers, flows, given = submission.detach_state(h)
        assert_matches(numbers, h)
        assert flows is False, "from what comes back gradients still flow into the graph"
        assert given is True, (
            "the state that was handed in has lost its graph: detach() makes a new tensor, detach_() does not"
        )
        assert_matches(submission.detach_state((h, c)), ((h, c), (False, False), (True, True)))
        nested = ((h, c), None)
        flags = ((False, False), None), ((True, True), None)
        assert_matches(submission.detach_state(nested), (nested, *flags))

    @points(0.5)
    def test_it_learns(self, submission, cases):
        train, test, floor = markov_text(cases)
        options = {"vocab": 4, "emb": 16, "hid": 16, "layers": 1}
        check_perplexity(submission.rnnlm_learns(options, train, test, SEEDS), floor)


SEEDS = [0, 1, 2]


def markov_text(cases):
    """A text to learn from, one to be measured on, and the lowest possible perplexity on that."""
    ids, floor = cases.markov_text(np.random.default_rng(1), V=4)
    train, test = ids[:8000].reshape(20, -1).T, ids[8000:].reshape(5, -1).T
    return train, test, float(np.exp(floor[8000:].mean()))


def check_perplexity(ppls, floor):
    """Near what can be reached, and not below it; the mean of several beginnings."""
    ppl = float(np.mean(ppls))
    assert ppl <= 1.4 * floor, f"perplexity {ppl:.2f} on a new text; {floor:.2f} can be reached"
    assert ppl >= 0.97 * floor, f"perplexity {ppl:.2f} is below {floor:.2f}: it sees the word it is to guess"


@exercise("evaluate_lm", points=4)
class TestEvaluateLm:
    """Perplexity of a held-back text, in chunks."""

    def test_chunks_do_not_matter(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        whole, _ = submission.evaluate_lm(source, 13)
        for bptt in (1, 4, 6, 20):
            nll, _ = submission.evaluate_lm(source, bptt)
            assert math.isclose(nll, whole, rel_tol=1e-7), (
                f"the nll is {nll:.6f} in chunks of {bptt} rows and {whole:.6f} in one: does each chunk "
                "start from the state before it, is a short last chunk measured, do all tokens weigh alike?"
            )

    def test_one_belongs_to_the_other(self, submission, rng):
        nll, ppl = submission.evaluate_lm(rng.integers(0, 9, size=(14, 3)), 5)
        assert_matches(math.exp(nll), ppl)

    def test_mode(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        for training in (True, False):
            left = submission.evaluate_lm_leaves(source, 5, training)
            mode = "training" if training else "evaluation"
            assert left["recording"], "torch records no gradients afterwards: use `with torch.no_grad():`"
            assert left["parameters"], "the parameters are not what they were: measuring must not train"
            assert left["mode"], (
                f"the model was in {mode} mode and is not afterwards: remember model.training"
            )

    def test_no_dropout(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        plain, _ = submission.evaluate_lm(source, 5)
        nll, _ = submission.evaluate_lm(source, 5, dropout=0.5, training=True)
        assert math.isclose(nll, plain, rel_tol=1e-7), (
            "a model with dropout gets another nll than the same model without: model.eval() first"
        )

    @points(0.5)
    def test_kinds_of_source(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        expected = submission.evaluate_lm(source, 5)
        assert_matches(submission.evaluate_lm(torch.from_numpy(source), 5), expected)
        assert_matches(submission.evaluate_lm(source.astype(np.int32), 5), expected)
        assert_raises(ValueError, submission.evaluate_lm, source[:1], 5)


@exercise("train_lm_epoch", points=4)
class TestTrainLmEpoch:
    """Truncated backpropagation through time with plain SGD."""

    def test_standing_still(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        first, second = submission.train_lm_epoch_nll(source, 5, 0.0, epochs=2)
        assert_matches(first, second)

    def test_nll_of_all_tokens(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        (whole,) = submission.train_lm_epoch_nll(source, 13, 0.0)
        for bptt in (1, 4, 5):
            (nll,) = submission.train_lm_epoch_nll(source, bptt, 0.0)
            assert math.isclose(nll, whole, rel_tol=1e-7), (
                f"with lr = 0 the nll is {nll:.6f} in chunks of {bptt} rows and {whole:.6f} in one: "
                "does each chunk start from the state before it, do all tokens weigh alike?"
            )

    def test_clipping_bounds_the_step(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        before = submission.train_lm_epoch(source, 20, 0.0)
        after = submission.train_lm_epoch(source, 20, 2.0, 0.05)
        length = math.sqrt(sum(np.sum((after[name] - before[name]) ** 2) for name in before))
        assert math.isclose(length, 0.1, rel_tol=1e-3), (
            f"all gradients together are cut to norm 0.05, so with lr = 2 the parameters move by 0.1, "
            f"not by {length:.3g}: what is cut, and when?"
        )
        still = submission.train_lm_epoch(source, 20, 2.0, 0.0)
        same = all(np.array_equal(still[name], before[name]) for name in before)
        assert same, "with clip = 0.0 nothing may move; only None means that nothing is cut"

    def test_gradients_from_before(self, submission, rng):
        source = rng.integers(0, 9, size=(14, 3))
        expected = submission.train_lm_epoch(source, 5, 0.5)
        assert_matches(submission.train_lm_epoch(source, 5, 0.5, stale=True), expected)

    def test_training_mode(self, submission, rng):
        during, afterwards = submission.train_lm_epoch_mode(rng.integers(0, 9, size=(14, 3)), 5, 0.5)
        assert during, "the model is not in training mode while it is trained: call model.train() first"
        assert afterwards, "the model is left in training mode, says the docstring"

    def test_it_learns(self, submission, cases):
        train, test, floor = markov_text(cases)
        check_perplexity(submission.train_lm_epoch_learns(4, 16, train, test, SEEDS), floor)


# --------------------------------------------------------------------------- F  sampling


@exercise("sampling", points=8, functions=("apply_temperature", "top_k_filter", "top_p_filter", "sample"))
class TestSampling:
    """Temperature, top-k, top-p, and a word for a random number."""

    def test_temperature(self, submission):
        assert_matches(submission.apply_temperature(np.array([1.0, 3.0]), 0.5), np.array([2.0, 6.0]))

    def test_temperature_zero(self, submission):
        expected = np.array([-INF, 0.0, -INF])
        assert_matches(submission.apply_temperature(np.array([1.0, 3.0, 3.0]), 0), expected)

    def test_top_k(self, submission):
        logits = np.array([1.0, 3.0, 1.0, 2.0])
        assert_matches(submission.top_k_filter(logits, 3), np.array([1.0, 3.0, -INF, 2.0]))
        assert_matches(submission.top_k_filter(logits, 9), logits)

    def test_top_p_by_hand(self, submission):
        logits = np.log([1 / 8, 1 / 2, 1 / 8, 1 / 4])
        assert_matches(submission.top_p_filter(logits, 0.6), np.where([0, 1, 0, 1], logits, -INF))
        assert_matches(submission.top_p_filter(logits, 0.8), np.where([1, 1, 0, 1], logits, -INF))

    def test_top_p_edges(self, submission):
        logits = np.zeros(4)
        assert_matches(submission.top_p_filter(logits, 0.0), np.array([0.0, -INF, -INF, -INF]))
        assert_matches(submission.top_p_filter(logits, 0.5), np.array([0.0, 0.0, -INF, -INF]))
        assert_matches(submission.top_p_filter(logits, 1.0), logits)

    @points(0.5)
    def test_top_p_keeps_all(self, submission):
        logits = np.array([40.0, 0.0, 0.0])  # the first word's probability is 1.0 in floats
        assert_matches(submission.top_p_filter(logits, 1.0), logits)

    @points(0.5)
    def test_many_equal_ones(self, submission):
        logits = np.log(np.tile([1.0, 3.0], 16))  # probabilities 1/64 and 3/64
        kept = (logits > 0) & (np.arange(32) < 14)
        assert_matches(submission.top_k_filter(logits, 7), np.where(kept, logits, -INF))
        assert_matches(submission.top_p_filter(logits, 0.3), np.where(kept, logits, -INF))

    def test_sample(self, submission):
        for u, word in ((0.0, 0), (0.24, 0), (0.25, 1), (0.5, 2), (0.99, 3)):
            assert_matches(submission.sample(np.zeros(4), u), word)

    def test_sample_nothing_impossible(self, submission):
        logits = np.array([-INF, 0.0, 0.0, -INF])
        for u, word in ((0.0, 1), (0.6, 2), (1 - 2**-53, 2)):
            assert_matches(submission.sample(logits, u), word)

    @points(0.5)
    def test_sample_near_one(self, submission):
        word = submission.sample(np.zeros(7), 1 - 2**-53)  # 7 times 1/7 is less than 1 in floats
        assert word == 6, f"u = 1 - 2**-53 draws the last word that has a probability, here 6, not {word}"

    def test_sample_frequencies(self, submission, rng):
        logits = np.log([0.2, 0.5, 0.3])
        drawn = [submission.sample(logits, (i + 0.5) / 100) for i in range(100)]
        assert_matches(np.bincount(drawn, minlength=3), np.array([20, 50, 30]))

    @points(0.5)
    def test_float32(self, submission, rng):
        logits = rng.normal(size=6).astype(np.float32)
        for given in (
            submission.apply_temperature(logits, 0.7),
            submission.top_k_filter(logits, 2),
            submission.top_p_filter(logits, 0.5),
        ):
            assert given.dtype == np.float32, "float32 in, float32 out"

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, rng):
        logits = read_only(rng.normal(size=6))
        submission.apply_temperature(logits, 1)
        submission.top_k_filter(logits, 2)
        submission.top_p_filter(logits, 0.5)
        submission.sample(logits, 0.5)
