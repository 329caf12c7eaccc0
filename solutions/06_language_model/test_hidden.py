"""The rubric of 06_language_model: 100 points, compared with the reference. Never given to students."""

import math

import numpy as np
import pytest
import torch

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

# --------------------------------------------------------------------------- A  vocabulary and batches (10)

WORDS = ["sun", "moon", "star", "sky", "cloud", "rain", "wind", "sea", "Zenith", "élan"]


def text_of(rng, size=60):
    """Words in which the first are frequent and the last rare."""
    weights = 1 / np.arange(1, len(WORDS) + 1)
    return [WORDS[i] for i in rng.choice(len(WORDS), size=size, p=weights / weights.sum())]


@exercise("vocabulary", points=4, functions=("build_vocab", "encode", "decode"))
class TestVocabulary:
    """Numbers for words, and back."""

    def test_order(self, compare, rng):
        compare("build_vocab", text_of(rng))

    def test_ties(self, compare, rng):
        compare("build_vocab", rng.permutation(np.repeat(WORDS, 2)).tolist())

    @pytest.mark.parametrize("min_freq", [2, 5], ids=["low", "high"])
    def test_rare_words(self, compare, rng, min_freq):
        compare("build_vocab", text_of(rng), min_freq=min_freq)

    def test_specials(self, compare, rng):
        compare("build_vocab", text_of(rng), specials=("<pad>", "<unk>", "<eos>"))
        compare("build_vocab", text_of(rng), specials=())

    def test_specials_in_the_text(self, compare, rng):
        text = text_of(rng) + ["<unk>", "rain"] * 3
        compare("build_vocab", text, min_freq=3, specials=("rain", "<unk>"))

    @points(0.2)
    def test_specials_seldom_in_the_text(self, compare, rng):
        compare("build_vocab", [*text_of(rng), "<eos>"], min_freq=3, specials=("<unk>", "<eos>"))

    @points(0.2)
    def test_empty_text(self, compare):
        compare("build_vocab", [])

    @points(0.2)
    def test_the_text_is_left_alone(self, compare, rng):
        compare.untouched("build_vocab", text_of(rng))

    def test_encode(self, compare, rng):
        stoi = {word: i for i, word in enumerate(["<unk>", *WORDS[:6]])}
        compare("encode", [*WORDS, "sun", "<unk>"], stoi)

    def test_encode_other_unk(self, compare, rng):
        stoi = {word: i for i, word in enumerate([*WORDS[:4], "?", *WORDS[4:6]])}
        compare("encode", [*WORDS, "?"], stoi, unk="?")

    @points(0.2)
    def test_encode_without_unk(self, compare, submission):
        stoi = {word: i for i, word in enumerate(WORDS[:3])}
        compare("encode", ["moon", "sun"], stoi)
        assert_raises(KeyError, submission.encode, ["moon", "fog"], stoi)

    def test_decode(self, compare, rng):
        compare("decode", rng.integers(0, len(WORDS), size=9).tolist(), WORDS)
        compare("decode", [1, 0, 2, 0, 1], ["<unk>", "ice cream", ""])

    @points(0.2)
    def test_decode_an_array(self, compare, rng):
        compare("decode", rng.integers(0, len(WORDS), size=9), WORDS)

    @points(0.2)
    def test_nothing_to_encode(self, compare):
        compare("encode", [], {"<unk>": 0})
        compare("decode", [], ["<unk>"])

    @points(0.2)
    def test_encode_leaves_the_vocabulary_alone(self, compare):
        compare.untouched("encode", ["sun", "fog", "fog"], {"<unk>": 0, "sun": 1})


@exercise("batches", points=6, functions=("batchify", "get_batch", "sliding_windows"))
class TestBatches:
    """One long text cut into columns, chunks and windows."""

    @pytest.mark.parametrize(
        ("n", "bsz"),
        [(20, 4), (23, 4), (25, 5), (9, 1), (7, 7)],
        ids=["fits", "tail", "square", "one", "row"],
    )
    def test_batchify(self, compare, rng, n, bsz):
        compare("batchify", rng.integers(1, 99, size=n), bsz)

    @points(0.25)
    def test_text_too_short(self, compare, rng):
        compare("batchify", rng.integers(1, 99, size=3), 5)
        compare("batchify", rng.integers(1, 99, size=0), 5)

    @pytest.mark.parametrize("i", [0, 3], ids=["start", "middle"])
    def test_get_batch(self, compare, rng, i):
        compare("get_batch", rng.integers(1, 99, size=(11, 4)), i, 5)

    @pytest.mark.parametrize("i", [5, 6, 8, 9], ids=["just_fits", "one_less", "two", "last"])
    def test_end_of_the_text(self, compare, rng, i):
        compare("get_batch", rng.integers(1, 99, size=(11, 4)), i, 5)

    @points(0.25)
    def test_nothing_left(self, compare, rng):
        compare("get_batch", rng.integers(1, 99, size=(11, 4)), 10, 5)

    @points(0.25)
    def test_single_rows_and_long_chunks(self, compare, rng):
        compare("get_batch", rng.integers(1, 99, size=(11, 4)), 3, 1)
        compare("get_batch", rng.integers(1, 99, size=(80, 2)), 3, 60)

    @pytest.mark.parametrize(("L", "n"), [(9, 3), (8, 2), (6, 1)], ids=["three", "two", "one"])
    def test_windows(self, compare, rng, L, n):
        compare("sliding_windows", rng.integers(1, 99, size=L), n)

    def test_windows_in_short_texts(self, compare, rng):
        compare("sliding_windows", rng.integers(1, 99, size=4), 4)
        compare("sliding_windows", rng.integers(1, 99, size=3), 4)
        compare("sliding_windows", rng.integers(1, 99, size=2), 5)
        compare("sliding_windows", rng.integers(1, 99, size=0), 3)

    @points(0.25)
    def test_int32(self, compare, rng):
        compare("batchify", rng.integers(1, 99, size=23).astype(np.int32), 4)
        compare("sliding_windows", rng.integers(1, 99, size=9).astype(np.int32), 3)
        compare("get_batch", rng.integers(1, 99, size=(11, 4)).astype(np.int32), 3, 5)

    @points(0.25)
    def test_int32_in_short_texts(self, compare, rng):
        compare("batchify", rng.integers(1, 99, size=3).astype(np.int32), 5)
        compare("sliding_windows", rng.integers(1, 99, size=3).astype(np.int32), 5)
        compare("get_batch", rng.integers(1, 99, size=(1, 4)).astype(np.int32), 0, 5)

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        compare.layouts("batchify", rng.integers(1, 99, size=23), 4)
        compare.layouts("get_batch", rng.integers(1, 99, size=(11, 4)), 3, 5)
        compare.layouts("sliding_windows", rng.integers(1, 99, size=9), 3)


# --------------------------------------------------------------------------- B  n-grams (28, and 4 for speed)


@exercise("count_ngrams", points=4)
class TestCountNgrams:
    """How often each run of n words occurs."""

    @pytest.mark.parametrize("n", [1, 2, 3, 4], ids=["unigrams", "bigrams", "trigrams", "fourgrams"])
    def test_counts(self, compare, cases, rng, n):
        compare("count_ngrams", cases.sentences(rng), n, -1, 6)

    @pytest.mark.parametrize("n", [1, 2, 3], ids=["unigrams", "bigrams", "trigrams"])
    def test_empty_sentences(self, compare, n):
        compare("count_ngrams", [[], [], [3]], n, 7, 6)

    @points(0.25)
    def test_no_sentences(self, compare):
        compare("count_ngrams", [], 2, 7, 6)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("count_ngrams", cases.sentences(rng), 3, 7, 6)


@exercise("count_ngrams", points=1)
@speed
class TestCountNgramsSpeed:
    """One pass over the text, whatever the number of different grams."""

    def test_time(self, race, cases):
        race("count_ngrams", cases.count_speed_inputs, limit=4.5, tiny=cases.count_tiny_inputs)


ORDERS = pytest.mark.parametrize("n", [1, 2, 3], ids=["unigrams", "bigrams", "trigrams"])
TWO_ORDERS = pytest.mark.parametrize("n", [2, 3], ids=["bigrams", "trigrams"])


@exercise("NgramLM", points=4.5)
class TestMle:
    """Relative frequencies; contexts cut, padded, unseen."""

    @ORDERS
    def test_seen(self, compare, cases, rng, n):
        text = cases.sentences(rng)
        compare("ngram_probs", cases.setup(n), text, cases.seen_queries(rng, text, n, -1, 6))

    @ORDERS
    def test_any(self, compare, cases, rng, n):
        compare("ngram_probs", cases.setup(n), cases.sentences(rng, count=7), cases.queries(rng, n))

    def test_bos_after_the_vocabulary(self, compare, cases, rng):
        setup = cases.setup(3, bos=7)
        compare("ngram_probs", setup, cases.sentences(rng), cases.queries(rng, 3, bos=7))

    def test_long_contexts(self, compare, cases, rng):
        text = cases.sentences(rng)
        seen = cases.seen_queries(rng, text, 3, -1, 6)
        long = [(word, [*rng.integers(0, 6, size=4).tolist(), *context]) for word, context in seen]
        compare("ngram_probs", cases.setup(3), text, long)
        compare("ngram_probs", cases.setup(1), text, long)

    def test_short_contexts(self, compare, cases, rng):
        text = cases.sentences(rng)
        starts = [(word, context) for word in range(7) for context in ([], [0], [1])]
        compare("ngram_probs", cases.setup(3), text, starts)
        compare("ngram_probs", cases.setup(4, bos=7), text, starts)

    def test_after_the_end(self, compare, cases, rng):
        compare("ngram_probs", cases.setup(2), cases.sentences(rng), [(word, [6]) for word in range(7)])

    @points(0.25)
    def test_contexts_as_tuples(self, compare, cases, rng):
        queries = [(word, tuple(context)) for word, context in cases.queries(rng, 3)]
        compare("ngram_probs", cases.setup(3), cases.sentences(rng), queries)

    @points(0.25)
    def test_bos_is_never_predicted(self, compare, cases, rng):
        for method, hyper in METHODS:
            setup = cases.setup(2, method=method, **hyper)
            compare("ngram_probs", setup, cases.sentences(rng), [(-1, []), (-1, [0])])
            setup = cases.setup(2, bos=7, method=method, **hyper)
            compare("ngram_probs", setup, cases.sentences(rng), [(7, []), (7, [0])])

    @points(0.25)
    def test_a_second_fit_replaces_the_first(self, compare, cases, rng):
        first, second = cases.sentences(rng), [*cases.sentences(rng, count=5), [0, 1, 2, 3, 4, 5]]
        for method, hyper in METHODS:
            setup = cases.setup(2, method=method, **hyper)
            compare("ngram_fitted_twice", setup, first, second, cases.queries(rng, 2))

    @points(0.25)
    def test_two_models_at_once(self, compare, cases, rng):
        first = cases.setup(2), cases.sentences(rng)
        second = cases.setup(3, method="add_k", k=0.5), cases.sentences(rng, count=5)
        compare("ngram_two_models", first, second, cases.queries(rng, 3))
        second = cases.setup(3, V=8, bos=8), cases.sentences(rng)
        compare("ngram_two_models", (cases.setup(3), first[1]), second, cases.queries(rng, 2))
        text = cases.sentences(rng)
        for method, hyper, other in OTHERS:
            models = [(cases.setup(2, method=method, **options), text) for options in (hyper, other)]
            compare("ngram_two_models", *models, cases.queries(rng, 2))

    @points(0.25)
    def test_asking_changes_nothing(self, compare, cases, rng):
        text = cases.sentences(rng, count=7)
        for method, hyper in METHODS:
            setup = cases.setup(2, method=method, **hyper)
            compare("ngram_asked_twice", setup, text, cases.queries(rng, 2, count=15), cases.sentences(rng))

    @points(0.25)
    def test_unknown_method(self, submission, cases):
        assert_raises(ValueError, submission.ngram_made, cases.setup(2, method="guess"))


METHODS = [
    ("mle", {}),
    ("add_k", {"k": 0.5}),
    ("interpolate", {"lambdas": [0.3, 0.7]}),
    ("stupid_backoff", {}),
    ("kneser_ney", {}),
    ("d2l_smoothing", {"eps": (0.5, 2.0)}),
]


OTHERS = [
    ("add_k", {"k": 0.5}, {"k": 2.0}),
    ("interpolate", {"lambdas": [0.3, 0.7]}, {"lambdas": [0.6, 0.4]}),
    ("stupid_backoff", {"alpha": 0.4}, {"alpha": 0.9}),
    ("kneser_ney", {"discount": 0.75}, {"discount": 0.25}),
    ("d2l_smoothing", {"eps": (0.5, 2.0)}, {"eps": (1.5, 0.1)}),
]


@exercise("NgramLM", points=2.5)
class TestAddK:
    """A little for every word."""

    @ORDERS
    def test_probabilities(self, compare, cases, rng, n):
        setup = cases.setup(n, method="add_k", k=0.3)
        compare("ngram_probs", setup, cases.sentences(rng, count=7), cases.queries(rng, n))

    @points(0.25)
    def test_default(self, compare, cases, rng):
        compare(
            "ngram_probs",
            cases.setup(2, method="add_k"),
            cases.sentences(rng),
            cases.queries(rng, 2, count=9),
        )

    def test_after_the_end(self, compare, cases, rng):
        setup = cases.setup(2, method="add_k", k=0.3)
        compare("ngram_probs", setup, cases.sentences(rng), [(word, [6]) for word in range(7)])

    @points(0.25)
    def test_nothing_added(self, compare, cases, rng):
        setup = cases.setup(3, method="add_k", k=0)
        compare("ngram_probs", setup, cases.sentences(rng, count=5), cases.queries(rng, 3))

    def test_sum(self, submission, cases, rng):
        setup = cases.setup(3, method="add_k", k=0.3)
        contexts = [context for _, context in cases.queries(rng, 3, count=12)]
        given = submission.ngram_distributions(setup, cases.sentences(rng), contexts)
        assert_matches([float(np.sum(p)) for p in given], [1.0] * 12)


@exercise("NgramLM", points=3)
class TestInterpolate:
    """All orders together, weighted."""

    @pytest.mark.parametrize(
        "lambdas", [[1.0], [0.2, 0.8], [0.1, 0.3, 0.6], [0.1, 0.2, 0.3, 0.4]], ids=["1", "2", "3", "4"]
    )
    def test_probabilities(self, compare, cases, rng, lambdas):
        n = len(lambdas)
        text = cases.sentences(rng, count=20)
        queries = cases.seen_queries(rng, text, n, -1, 6)
        compare("ngram_probs", cases.setup(n, method="interpolate", lambdas=lambdas), text, queries)

    @pytest.mark.parametrize(
        "lambdas", [[0.2, 0.8], [0.1, 0.3, 0.6], [0.5, 0.0, 0.5]], ids=["2", "3", "skip"]
    )
    def test_unseen_contexts(self, compare, cases, rng, lambdas):
        setup = cases.setup(len(lambdas), method="interpolate", lambdas=lambdas)
        compare("ngram_probs", setup, cases.sentences(rng, count=7), cases.queries(rng, len(lambdas)))

    def test_sum(self, submission, cases, rng):
        setup = cases.setup(3, method="interpolate", lambdas=(0.2, 0.3, 0.5))
        contexts = [context for _, context in cases.queries(rng, 3, count=12)]
        given = submission.ngram_distributions(setup, cases.sentences(rng, count=5), contexts)
        assert_matches([float(np.sum(p)) for p in given], [1.0] * 12)

    @points(0.1)
    @pytest.mark.parametrize(
        "lambdas",
        [[0.5, 0.4], [0.5, 0.6], [0.5, 0.5 + 5e-9], [0.2, 0.3, 0.5], [0.5, 0.5, 0.0], [1.0]],
        ids=["low", "high", "hardly_high", "many", "one_more", "few"],
    )
    def test_bad_weights(self, submission, cases, lambdas):
        setup = cases.setup(2, method="interpolate", lambdas=lambdas)
        assert_raises(ValueError, submission.ngram_made, setup)

    @points(0.1)
    @pytest.mark.parametrize(
        "lambdas", [(0.7, 0.2, 0.1), (0.2, 0.3, 0.5 - 7e-10)], ids=["rounding", "within"]
    )
    def test_weights_that_do(self, compare, cases, rng, lambdas):
        setup = cases.setup(3, method="interpolate", lambdas=lambdas)  # a little less than 1
        compare("ngram_probs", setup, cases.sentences(rng), cases.queries(rng, 3, count=9))


def of_seen_words(queries, text, eos=6):
    """The queries for words of the text; single words that never occurred have a test of their own."""
    seen = {eos, *(word for sentence in text for word in sentence)}
    return [(word, context) for word, context in queries if word in seen]


@exercise("NgramLM", points=3)
class TestStupidBackoff:
    """The longest context that knows the word."""

    @ORDERS
    def test_scores(self, compare, cases, rng, n):
        setup, text = cases.setup(n, method="stupid_backoff"), cases.sentences(rng, count=8)
        compare("ngram_probs", setup, text, of_seen_words(cases.queries(rng, n), text))

    def test_two_steps_down(self, compare, cases, rng):
        setup, text = cases.setup(4, method="stupid_backoff", alpha=0.3), cases.sentences(rng, count=6)
        compare("ngram_probs", setup, text, of_seen_words(cases.queries(rng, 4), text))

    def test_seen(self, compare, cases, rng):
        text = cases.sentences(rng, count=20)
        queries = cases.seen_queries(rng, text, 3, -1, 6)
        compare("ngram_probs", cases.setup(3, method="stupid_backoff", alpha=0.5), text, queries)

    @points(0.25)
    def test_unseen_words(self, compare, cases, rng):
        setup = cases.setup(3, V=12, method="stupid_backoff")
        compare("ngram_probs", setup, [[0, 1], [1, 0, 2]], [(w, [0, 1]) for w in range(12)])

    @points(0.25)
    def test_backing_off_for_nothing(self, compare, cases, rng):
        setup, text = cases.setup(3, method="stupid_backoff", alpha=0.0), cases.sentences(rng, count=8)
        compare("ngram_probs", setup, text, of_seen_words(cases.queries(rng, 3), text))


@exercise("NgramLM", points=4)
class TestKneserNey:
    """In how many places a word turns up, not how often."""

    @pytest.mark.parametrize("n", [1, 2, 3, 4], ids=["unigrams", "bigrams", "trigrams", "fourgrams"])
    def test_probabilities(self, compare, cases, rng, n):
        setup = cases.setup(n, method="kneser_ney")
        compare("ngram_probs", setup, cases.sentences(rng, count=14), cases.queries(rng, n))

    @TWO_ORDERS
    def test_seen(self, compare, cases, rng, n):
        text = cases.sentences(rng, count=20)
        queries = cases.seen_queries(rng, text, n, 7, 6)
        compare("ngram_probs", cases.setup(n, bos=7, method="kneser_ney", discount=0.4), text, queries)

    @ORDERS
    def test_unseen_words_and_contexts(self, compare, cases, rng, n):
        setup = cases.setup(n, V=12, method="kneser_ney")
        compare("ngram_probs", setup, cases.sentences(rng, V=7), cases.queries(rng, n, V=12))

    def test_a_word_of_one_place(self, compare, cases):
        text = [[0, 1], [0, 1], [0, 1], [2, 3], [4, 3], [0, 3], [2]]
        compare("ngram_probs", cases.setup(2, method="kneser_ney"), text, [(w, [4]) for w in range(7)])

    @pytest.mark.parametrize("n", [1, 2, 3], ids=["unigrams", "bigrams", "trigrams"])
    def test_sum(self, submission, cases, rng, n):
        setup = cases.setup(n, V=9, method="kneser_ney")
        contexts = [context for _, context in cases.queries(rng, n, V=9, count=12)]
        given = submission.ngram_distributions(setup, cases.sentences(rng), contexts)
        assert_matches([float(np.sum(p)) for p in given], [1.0] * 12)

    @points(0.25)
    @pytest.mark.parametrize("discount", [0.0, 1.0], ids=["none", "whole"])
    def test_ends_of_the_range(self, compare, cases, rng, discount):
        setup = cases.setup(3, method="kneser_ney", discount=discount)
        compare("ngram_probs", setup, cases.sentences(rng), cases.queries(rng, 3))


@exercise("NgramLM", points=3)
class TestD2lSmoothing:
    """Every order leans on the frequencies of single words."""

    @pytest.mark.parametrize("eps", [(0.7,), (0.7, 2.0), (0.7, 2.0, 5.0)], ids=["1", "2", "3"])
    def test_probabilities(self, compare, cases, rng, eps):
        setup = cases.setup(len(eps), method="d2l_smoothing", eps=eps)
        compare("ngram_probs", setup, cases.sentences(rng), cases.queries(rng, len(eps)))

    @pytest.mark.parametrize("eps", [(0.7,), (0.7, 2.0), (0.7, 2.0, 5.0)], ids=["1", "2", "3"])
    def test_unseen_words_and_contexts(self, compare, cases, rng, eps):
        setup = cases.setup(len(eps), V=12, method="d2l_smoothing", eps=eps)
        compare("ngram_probs", setup, cases.sentences(rng, V=5, count=4), cases.queries(rng, len(eps), V=12))

    def test_sum(self, submission, cases, rng):
        setup = cases.setup(3, method="d2l_smoothing", eps=(0.7, 2.0, 5.0))
        contexts = [context for _, context in cases.queries(rng, 3, count=12)]
        given = submission.ngram_distributions(setup, cases.sentences(rng), contexts)
        assert_matches([float(np.sum(p)) for p in given], [1.0] * 12)

    @points(0.25)
    @pytest.mark.parametrize(
        ("n", "eps"), [(2, (0.5,)), (2, (0.5, 1, 2)), (4, (1, 1, 1, 1))], ids=["few", "many", "n4"]
    )
    def test_bad_eps(self, submission, cases, n, eps):
        setup = cases.setup(n, method="d2l_smoothing", eps=eps)
        assert_raises(ValueError, submission.ngram_made, setup)


@exercise("NgramLM", points=4)
class TestSentences:
    """Whole sentences: their probability, the next word's distribution, drawing new ones."""

    @ORDERS
    def test_logprob(self, compare, cases, rng, n):
        setup = cases.setup(n, method="add_k", k=0.3)
        compare("ngram_logprobs", setup, cases.sentences(rng), cases.sentences(rng, count=8))

    def test_logprob_of_the_impossible(self, compare, cases, rng):
        compare.strictly("ngram_logprobs", cases.setup(2), [[0, 1], [1]], [[0, 1], [1], [0, 0], [5, 1], []])

    @points(0.3)
    def test_logprob_of_a_long_text(self, compare, cases, rng):
        setup = cases.setup(2, method="kneser_ney")
        texts = [rng.integers(0, 6, size=2000).tolist(), []]
        compare.within(reduction=2000)("ngram_logprobs", setup, cases.sentences(rng), texts)

    @points(0.15)
    def test_logprob_of_the_hardly_possible(self, compare, cases, rng):
        setup = cases.setup(2, method="add_k", k=1e-30)
        compare.strictly("ngram_logprobs", setup, cases.sentences(rng, count=4), cases.sentences(rng))

    @points(0.15)
    def test_logprob_leaves_the_sentences_alone(self, compare, cases, rng):
        setup = cases.setup(3, method="add_k", k=0.3)
        compare.untouched("ngram_logprobs", setup, cases.sentences(rng), cases.sentences(rng))

    def test_distribution(self, compare, cases, rng):
        contexts = [context for _, context in cases.queries(rng, 3, count=6)] + [[], [0]]
        compare("ngram_distributions", cases.setup(3, method="add_k", k=0.3), cases.sentences(rng), contexts)

    def test_distribution_without_smoothing(self, compare, cases, rng):
        contexts = [[w] for w in range(7)]
        compare("ngram_distributions", cases.setup(2), cases.sentences(rng, count=4), contexts)
        setup = cases.setup(2, method="stupid_backoff")
        compare("ngram_distributions", setup, [*cases.sentences(rng, count=4), [0, 1, 2, 3, 4, 5]], contexts)

    @points(0.15)
    def test_distributions_with_bos_after_the_vocabulary(self, compare, cases, rng):
        contexts = [context for _, context in cases.queries(rng, 2, bos=7, count=6)] + [[], [0, 1], (2,)]
        for method, hyper in METHODS:
            setup = cases.setup(2, bos=7, method=method, **hyper)
            compare("ngram_distributions", setup, cases.sentences(rng), contexts)

    @points(0.15)
    def test_eos_that_is_not_the_last_word(self, compare, cases, rng):
        text = [[word + 1 for word in sentence] for sentence in [*cases.sentences(rng), [0, 1, 2, 3, 4, 5]]]
        for method, hyper in METHODS:
            setup = {**cases.setup(2, method=method, **hyper), "eos": 0}
            compare("ngram_distributions", setup, text, [[], [0], [1], [6]])
            compare("ngram_logprobs", setup, text, text[:5])
            compare("ngram_generate", setup, text, rng.random((3, 20)).tolist(), 20)

    @points(0.15)
    def test_distributions_are_new_arrays(self, compare, cases, rng):
        contexts = [context for _, context in cases.queries(rng, 3, count=6)]
        setup = cases.setup(3, method="add_k", k=0.3)
        compare("ngram_answers_spoiled", setup, cases.sentences(rng), contexts)

    @points(0.15)
    def test_one_word(self, compare, cases, rng):
        for method, hyper in METHODS:
            setup = cases.setup(2, V=1, method=method, **hyper)
            compare("ngram_distributions", setup, [[], []], [[], [0]])
            compare("ngram_logprobs", setup, [[], []], [[]])

    @TWO_ORDERS
    def test_generate(self, compare, cases, rng, n):
        draws = rng.random((6, 40)).tolist()
        setup = cases.setup(n, method="add_k", k=0.3)
        compare("ngram_generate", setup, cases.sentences(rng, longest=12), draws, 40)
        compare("ngram_generate", cases.setup(n), cases.sentences(rng, longest=12), draws, 40)

    def test_generate_where_it_ends(self, compare, cases, rng):
        text = [[0, 1, 2, 3, 0, 4, 5, 1, 0, 3, 2] * 3]
        compare("ngram_generate", cases.setup(2), text, rng.random((4, 40)).tolist(), 5)
        compare("ngram_generate", cases.setup(2), text, rng.random((4, 5)).tolist(), 40)
        compare("ngram_generate", cases.setup(2), text, rng.random((2, 5)).tolist(), 0)

    @points(0.15)
    def test_generate_at_the_boundaries(self, compare, cases):
        text = [[1, 3], [1, 5], [3, 1], [5]]  # halves and quarters, and words without a probability between
        draws = [[0.0] * 6, [0.5] * 6, [0.25, 0.5, 0.75, 0.0], [0.75] * 6]
        compare("ngram_generate", cases.setup(2), text, draws, 6)

    @points(0.15)
    def test_generate_with_draws_near_one(self, compare, cases, rng):
        for V in (3, 6, 11, 50):
            text = [*cases.sentences(rng, V=V), list(range(V - 1))]
            for method, hyper in METHODS:
                setup = cases.setup(2, V=V, method=method, **hyper)
                compare("ngram_generate", setup, text, [[1 - 2**-53] * 5], 5)

    @points(0.15)
    def test_one_draw_for_each_word(self, compare, cases, rng):
        setup = cases.setup(2, method="add_k", k=0.3)
        draws = rng.random(40).tolist()
        compare("ngram_generate_in_turn", setup, cases.sentences(rng), draws, [2, 0, 3, 9, 1, 2, 2])

    @points(0.15)
    def test_generate_from_scores(self, compare, cases, rng):
        setup = cases.setup(3, method="stupid_backoff")
        compare("ngram_generate", setup, cases.sentences(rng), rng.random((6, 30)).tolist(), 30)


@exercise("NgramLM", points=3)
@speed
class TestNgramLMSpeed:
    """Scoring takes as long for a large vocabulary as for a small one; no search through the table."""

    @points(2)
    def test_scoring(self, race, cases):
        race("ngram_logprobs", cases.scoring_speed_inputs, limit=3.5, tiny=cases.scoring_tiny_inputs)

    def test_kneser_ney(self, race, cases):
        race("ngram_probs", cases.kneser_ney_speed_inputs, limit=4.5, tiny=cases.kneser_ney_tiny_inputs)


# --------------------------------------------------------------------------- C  perplexity (22)


@exercise("perplexity", points=6, functions=("perplexity", "bits_per_char", "word_perplexity_from_chars"))
class TestPerplexity:
    """One number for a whole text, in the right unit."""

    def test_nats(self, compare, rng):
        compare("perplexity", float(rng.uniform(20, 60)), 17)
        compare("perplexity", float(rng.uniform(0.2, 0.6)), 3)

    def test_bits_and_decimals(self, compare, rng):
        total = float(rng.uniform(20, 60))
        compare("perplexity", total, 17, log_base=2)
        compare("perplexity", total, 17, log_base=10)

    def test_the_base_does_not_matter(self, submission, rng):
        p = rng.uniform(0.05, 0.9, size=13)
        values = [
            submission.perplexity(float(-np.sum(np.log(p)) / math.log(b)), 13, log_base=b)
            for b in (math.e, 2, 10)
        ]
        assert_matches(values, [float(np.exp(-np.mean(np.log(p))))] * 3)

    def test_uniform_and_perfect(self, submission):
        assert_matches(submission.perplexity(31 * math.log(29), 31), 29.0)
        assert_matches(submission.perplexity(0.0, 31), 1.0)

    @points(0.5)
    def test_overflow(self, compare):
        for base in (math.e, 2, 10):
            compare.strictly("perplexity", 1e5, 3, log_base=base)

    @points(0.25)
    def test_hardly_any_overflow(self, compare):
        compare.strictly("perplexity", 1800.0, 3)
        compare.strictly("perplexity", 2124.0, 3)
        compare.strictly("perplexity", 3000.0, 3, log_base=2)

    @points(0.5)
    def test_infinite_nll(self, compare):
        compare.strictly("perplexity", math.inf, 3)
        compare.strictly("perplexity", math.inf, 3, log_base=2)

    @points(0.5)
    def test_no_tokens(self, submission):
        assert_raises(ValueError, submission.perplexity, 0.0, 0)
        assert_raises(ValueError, submission.perplexity, 3.0, 0)

    def test_bits_per_char(self, compare, rng):
        compare("bits_per_char", float(rng.uniform(200, 600)), 211)

    @points(0.25)
    def test_bits_per_char_edges(self, compare, submission):
        compare.strictly("bits_per_char", math.inf, 7)
        compare.strictly("bits_per_char", 1e6, 7)
        compare.strictly("bits_per_char", 0.0, 7)
        assert_raises(ValueError, submission.bits_per_char, 0.0, 0)

    def test_word_perplexity(self, compare, rng):
        compare("word_perplexity_from_chars", float(rng.uniform(200, 600)), 101)

    @points(0.25)
    def test_word_perplexity_edges(self, compare, submission):
        compare.strictly("word_perplexity_from_chars", 1e6, 7)
        compare.strictly("word_perplexity_from_chars", math.inf, 7)
        assert_raises(ValueError, submission.word_perplexity_from_chars, 0.0, 0)


@exercise("nll_from_logits", points=7)
class TestNllFromLogits:
    """What the targets cost, without padding."""

    @pytest.mark.parametrize("shape", [(7, 5), (3, 4, 5), (5,), (2, 3, 2, 5)], ids=["2d", "3d", "1d", "4d"])
    def test_values(self, compare, cases, rng, shape):
        compare("nll_from_logits", *cases.logits(rng, *shape))

    @pytest.mark.parametrize(
        "shape", [(5, 5), (1, 1), (1, 6), (6, 1)], ids=["square", "one", "row", "column"]
    )
    def test_sizes(self, compare, cases, rng, shape):
        compare("nll_from_logits", *cases.logits(rng, *shape))

    @pytest.mark.parametrize(
        "pad_id", [0, 3, -100, -1, 99], ids=["zero", "word", "minus_100", "minus_1", "far"]
    )
    def test_padding(self, compare, cases, rng, pad_id):
        scores, targets = cases.padded_logits(rng, 4, 6, 5, pad_id=pad_id)
        compare("nll_from_logits", scores, targets, pad_id)

    @points(0.15)
    def test_padding_of_a_single_place(self, compare, rng):
        for pad_id in (2, 3, None):
            compare.strictly("nll_from_logits", rng.normal(size=5), np.array(2), pad_id)

    @points(0.15)
    def test_padding_that_the_dtype_cannot_hold(self, compare, cases, rng):
        scores, targets = cases.logits(rng, 7, 5)
        compare("nll_from_logits", scores, targets.astype(np.uint8), -1)
        scores, _ = cases.logits(rng, 7, 256)
        compare("nll_from_logits", scores, np.arange(249, 256, dtype=np.uint8), -1)

    def test_no_padding_in_sight(self, compare, cases, rng):
        scores, targets = cases.logits(rng, 7, 5)
        compare("nll_from_logits", scores, np.maximum(targets, 1), pad_id=0)
        compare("nll_from_logits", scores, np.maximum(targets - 1, 0))

    @pytest.mark.parametrize("value", [1e30, -1e30, -np.inf], ids=["huge", "very_negative", "minus_infinity"])
    def test_anything_at_padding(self, compare, cases, rng, value):
        scores, targets = cases.padded_logits(rng, 4, 6, 5, pad_id=2)
        compare.strictly("nll_from_logits", scores.copy(), targets, 2)
        scores[targets == 2] = value
        compare.strictly("nll_from_logits", scores, targets, 2)
        scores, targets = cases.padded_logits(rng, 4, 6, 5, pad_id=2)
        scores[targets == 2, 2:] = value
        compare.strictly("nll_from_logits", scores, targets, 2)

    def test_large_logits(self, compare, cases, rng):
        scores, targets = cases.logits(rng, 7, 5)
        compare.strictly("nll_from_logits", scores + 1e4 * (-1) ** np.arange(7)[:, None], targets)
        compare.strictly("nll_from_logits", 5e3 * scores, targets)

    def test_words_ruled_out(self, compare, cases, rng):
        scores, targets = cases.logits(rng, 7, 5)
        scores[np.arange(7), (targets + 1) % 5] = -np.inf
        compare.strictly("nll_from_logits", scores, targets)

    @points(0.3)
    def test_target_ruled_out(self, compare, cases, rng):
        scores, targets = cases.logits(rng, 7, 5)
        scores[3, targets[3]] = -np.inf
        compare.strictly("nll_from_logits", scores, targets)

    @points(0.3)
    def test_all_padding(self, compare, cases, rng):
        compare.strictly("nll_from_logits", rng.normal(size=(3, 5)), np.full(3, 2), 2)
        compare.strictly("nll_from_logits", np.zeros((0, 5)), np.zeros(0, int))

    @points(0.3)
    def test_float32(self, compare, cases, rng):
        close = compare.within(rtol=2e-5, because="the softmax of each token may be computed in float32")
        close("nll_from_logits", *cases.logits(rng, 4, 6, 5, dtype=np.float32))

    @points(0.3)
    def test_float32_in_large_numbers(self, submission, rng):
        size = 1_000_000
        scores = np.zeros((size, 2), np.float32)
        scores[:, 1] = 3
        total, n = submission.nll_from_logits(scores, np.zeros(size, np.int8))
        expected = size * math.log1p(math.exp(3))
        assert_matches(total, expected, rtol=1e-6, because="each term is rounded to float32 at most once")
        assert_matches(n, size)

    @points(0.15)
    def test_added_up_in_float64(self, submission):
        scores = np.tile(np.array([0, 10001], np.float32), (1999, 1))
        total, _ = submission.nll_from_logits(scores, np.zeros(1999, int))
        # each term is 10001, exactly, also in float32; their sum is odd, and float32 knows even ones only
        assert_matches(total, 1999 * 10001.0, rtol=1e-9, atol=0, because="whole numbers: all are exact")

    @points(0.15)
    def test_integers(self, compare, rng):
        compare(
            "nll_from_logits", rng.integers(-3, 4, size=(6, 5)), rng.integers(0, 5, size=6).astype(np.int32)
        )

    @points(0.15)
    def test_small_integers(self, compare, rng):
        targets = rng.integers(0, 5, size=6)
        compare("nll_from_logits", rng.integers(-128, 128, size=(6, 5)).astype(np.int8), targets)
        compare("nll_from_logits", rng.integers(0, 4, size=(6, 5)).astype(np.uint8), targets)

    @points(0.15)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("nll_from_logits", *cases.logits(rng, 3, 4, 5))
        compare.untouched("nll_from_logits", *cases.padded_logits(rng, 3, 4, 5, pad_id=2), 2)

    @points(0.15)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("nll_from_logits", *cases.padded_logits(rng, 3, 4, 5, pad_id=2), 2)


@exercise("corpus_perplexity", points=5)
class TestCorpusPerplexity:
    """Batches of different sizes, every token alike."""

    def test_even_batches(self, compare, cases, rng):
        compare("corpus_perplexity", [cases.logits(rng, 6, 5) for _ in range(3)])

    def test_uneven_batches(self, compare, cases, rng):
        compare("corpus_perplexity", [cases.logits(rng, N, 5) for N in (8, 8, 2)])

    def test_uneven_padding(self, compare, cases, rng):
        batches = [cases.padded_logits(rng, N, T, 5, pad_id=0) for N, T in [(3, 4), (4, 2), (2, 7)]]
        compare("corpus_perplexity", batches, 0)

    def test_one_batch(self, compare, cases, rng):
        compare("corpus_perplexity", [cases.logits(rng, 3, 4, 5)])

    def test_uniform(self, submission, rng):
        batches = [(np.zeros((n, 13)), rng.integers(0, 13, size=n)) for n in (5, 3, 1)]
        assert_matches(submission.corpus_perplexity(batches), 13.0)

    @points(0.5)
    def test_a_batch_of_padding(self, compare, cases, rng):
        batches = [
            cases.logits(rng, 6, 5),
            (rng.normal(size=(4, 5)), np.full(4, -1)),
            cases.logits(rng, 3, 5),
        ]
        compare("corpus_perplexity", batches, -1)

    @points(0.25)
    def test_other_vocabularies(self, compare, cases, rng):
        compare("corpus_perplexity", [cases.logits(rng, 6, V) for V in (5, 3, 8)])

    @points(0.5)
    def test_ruled_out_and_overflow(self, compare, cases, rng):
        scores, targets = cases.logits(rng, 6, 5)
        scores[1, targets[1]] = -np.inf
        compare.strictly("corpus_perplexity", [cases.logits(rng, 4, 5), (scores, targets)])
        compare.strictly("corpus_perplexity", [(np.array([[0.0, 1e4]]), np.array([0]))])

    @points(0.25)
    def test_all_foreseen(self, compare):
        compare.strictly("corpus_perplexity", [(np.array([[0.0, -np.inf]]), np.array([0]))])

    @points(0.5)
    def test_no_tokens(self, submission, rng):
        assert_raises(ValueError, submission.corpus_perplexity, [])
        assert_raises(ValueError, submission.corpus_perplexity, [(np.zeros((2, 3)), np.array([1, 1]))], 1)


@exercise("ngram_perplexity", points=4)
class TestNgramPerplexity:
    """Sentences under an n-gram model: eos counts, bos does not."""

    def test_values(self, compare, cases, rng):
        compare("ngram_perplexity", cases.bigram_table(rng), 5, cases.sentences(rng, V=6))

    def test_one_sentence(self, compare, cases, rng):
        compare("ngram_perplexity", cases.bigram_table(rng), 5, [[3, 1, 4]])

    def test_empty_sentences(self, compare, cases, rng):
        compare("ngram_perplexity", cases.bigram_table(rng), 5, [[], [2], []])
        compare("ngram_perplexity", cases.bigram_table(rng), 5, [[]])

    @pytest.mark.parametrize("n", [3, 5], ids=["trigrams", "fivegrams"])
    def test_other_orders(self, compare, cases, rng, n):
        compare("ngram_perplexity", cases.bigram_table(rng), 5, cases.sentences(rng, V=6), n=n)

    def test_uniform(self, submission):
        table = np.full((7, 6), 1 / 6)
        assert_matches(submission.ngram_perplexity(table, 5, [[0, 3, 1], [], [2, 2]]), 6.0)

    @points(0.5)
    def test_impossible_word(self, compare, cases, rng):
        table = cases.bigram_table(rng)
        table[2, 3] = 0
        compare.strictly("ngram_perplexity", table, 5, [[1, 2], [2, 3, 1]])

    @points(0.25)
    def test_overflow(self, compare):
        table = np.full((7, 6), 1e-320)
        compare.strictly("ngram_perplexity", table, 5, [[1, 2], [3]])

    @points(0.5)
    def test_long_sentence(self, compare, cases, rng):
        table = cases.bigram_table(rng)
        compare("ngram_perplexity", table, 5, [[1, 3], [2]])
        compare("ngram_perplexity", table, 5, [rng.integers(0, 5, size=2000).tolist(), [1]])

    @points(0.5)
    def test_no_sentences(self, submission, cases, rng):
        assert_raises(ValueError, submission.ngram_perplexity, cases.bigram_table(rng), 5, [])


# --------------------------------------------------------------------------- D  a neural language model (14)


@exercise("nnlm_loss_and_grads", points=14)
class TestNnlm:
    """Loss and gradients of Bengio's model."""

    @pytest.mark.parametrize("context", [1, 2, 3], ids=["bigram", "trigram", "fourgram"])
    def test_values(self, compare, cases, rng, context):
        compare("nnlm_loss_and_grads", *cases.nnlm(rng, context=context))

    @pytest.mark.parametrize(
        "sizes",
        [
            {"V": 1, "d": 1, "H": 1, "context": 1, "N": 1},
            {"N": 1},
            {"V": 4, "d": 4, "H": 4, "context": 4, "N": 4},
            {"V": 13, "d": 2, "H": 7, "context": 3, "N": 4},
        ],
        ids=["all_one", "one_example", "all_equal", "other"],
    )
    def test_sizes(self, compare, cases, rng, sizes):
        compare("nnlm_loss_and_grads", *cases.nnlm(rng, **sizes))

    def test_words_that_come_twice(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng, N=9)
        compare("nnlm_loss_and_grads", params, ctx % 2, y)

    def test_a_word_twice_in_one_context(self, compare, cases, rng):
        params, _, y = cases.nnlm(rng, context=3, N=2)
        compare("nnlm_loss_and_grads", params, np.array([[4, 4, 7], [1, 0, 1]]), y)

    def test_words_that_do_not_come(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng, V=30, N=3)
        compare("nnlm_loss_and_grads", params, ctx, y)

    @pytest.mark.parametrize("name", ["E", "W_h", "b_h", "W_o", "b_o"])
    def test_central_differences(self, submission, cases, rng, name):
        params, ctx, y = cases.nnlm(rng, V=5, d=2, H=3, N=4)

        def loss(value):
            result = submission.nnlm_loss_and_grads({**params, name: value}, ctx, y)
            return np.asarray(_pair(result)[0], float)

        _, grads = _pair(submission.nnlm_loss_and_grads(params, ctx, y))
        assert isinstance(grads, dict), "the gradients must be a dictionary"
        assert name in grads, f"the gradients have no key {name!r}"
        assert_gradient(loss, grads[name], params[name], np.array(1.0), along=rng)

    def test_large_logits(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng)
        params["W_o"] *= 1e3
        params["b_o"] += 1e4
        compare.strictly("nnlm_loss_and_grads", params, ctx, y)

    @points(0.25)
    def test_rows_far_apart(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng, N=6)
        ctx[:3], ctx[3:] = 0, 1  # all logits of the first three large, all of the others small
        params["E"][0], params["E"][1] = 2.0, -2.0
        params["W_h"], params["W_o"] = np.abs(params["W_h"]) + 1, 1e3 * np.abs(params["W_o"])
        compare.strictly("nnlm_loss_and_grads", params, ctx, y)

    @points(0.25)
    def test_large_arguments_of_tanh(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng)
        params["W_h"] *= 1e4
        compare.strictly("nnlm_loss_and_grads", params, ctx, y)

    @points(0.5)
    def test_no_examples(self, compare, cases, rng):
        for dtype in (np.float64, np.float32):
            params, ctx, y = cases.nnlm(rng, dtype=dtype)
            compare.strictly("nnlm_loss_and_grads", params, ctx[:0], y[:0])

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        close = compare.within(rtol=2e-4, atol=2e-5, because="the loss is a Python number made of float32")
        close("nnlm_loss_and_grads", *cases.nnlm(rng, dtype=np.float32))

    @points(0.25)
    def test_other_integers(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng)
        compare("nnlm_loss_and_grads", params, ctx.astype(np.int32), y.astype(np.uint8))
        params, ctx, y = cases.nnlm(rng, V=200)
        compare("nnlm_loss_and_grads", params, ctx.astype(np.uint8), y.astype(np.int16))

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("nnlm_loss_and_grads", *cases.nnlm(rng))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng)
        compare.layouts("nnlm_loss_and_grads", params, ctx, y)
        compare("nnlm_loss_and_grads", {name: np.asfortranarray(p) for name, p in params.items()}, ctx, y)

    @points(0.5)
    def test_a_large_vocabulary(self, compare, cases, rng):
        params, ctx, y = cases.nnlm(rng, V=5000, d=2, H=2, context=5, N=50)
        compare("nnlm_loss_and_grads", params, ctx, y)


def _pair(result):
    assert isinstance(result, tuple), "the result must be a tuple of two: (loss, grads)"
    assert len(result) == 2, "the result must be a tuple of two: (loss, grads)"
    return result


# --------------------------------------------------------------------------- E  a recurrent model (14)

SMALL = {"vocab": 11, "emb": 5, "hid": 7, "layers": 1}
CELLS = pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
RNN = {"rtol": 1e-3, "atol": 1e-4, "because": "float32 through several steps"}


@exercise("RNNLM", points=6, functions=("RNNLM", "detach_state"))
class TestRNNLM:
    """The module: cells, layers, tying, dropout, state."""

    @CELLS
    def test_logits_and_state(self, compare, rng, cell):
        compare.within(**RNN)("rnnlm_forward", {**SMALL, "cell": cell}, rng.integers(0, 11, size=(6, 3)))

    @CELLS
    def test_layers(self, compare, rng, cell):
        options = {**SMALL, "layers": 2, "cell": cell}
        compare.within(**RNN)("rnnlm_forward", options, rng.integers(0, 11, size=(4, 3)))

    @CELLS
    def test_state_is_carried(self, compare, rng, cell):
        x = rng.integers(0, 11, size=(6, 3))
        compare.within(**RNN)("rnnlm_forward", {**SMALL, "layers": 2, "cell": cell}, x, calls=3)

    @points(0.15)
    @pytest.mark.parametrize("shape", [(6, 1), (1, 3), (1, 1)], ids=["one_text", "one_step", "one_word"])
    def test_one(self, compare, rng, shape):
        compare.within(**RNN)("rnnlm_forward", SMALL, rng.integers(0, 11, size=shape))

    @points(0.25)
    def test_without_a_state_it_starts_afresh(self, compare, rng):
        compare.within(**RNN)("rnnlm_starts", SMALL, rng.integers(0, 11, size=(6, 3)))

    def test_kinds(self, compare):
        for cell in ("LSTM", "GRU", "RNN"):
            compare("rnnlm_kind", {**SMALL, "layers": 2, "dropout": 0.25, "cell": cell})
        compare("rnnlm_kind", {**SMALL, "layers": 3})

    def test_parameters(self, compare):
        compare("rnnlm_parameters", {**SMALL, "layers": 2})

    def test_tied(self, compare, rng):
        options = {**SMALL, "emb": 7, "tie": True}
        for cell in ("LSTM", "GRU", "RNN"):
            compare("rnnlm_parameters", {**options, "layers": 2, "cell": cell})
        compare("rnnlm_parameters", options)
        compare.within(**RNN)("rnnlm_forward", options, rng.integers(0, 11, size=(6, 3)))

    def test_not_tied(self, compare, rng):
        options = {**SMALL, "emb": 7, "tie": False}
        compare("rnnlm_parameters", options)
        compare.within(**RNN)("rnnlm_forward", options, rng.integers(0, 11, size=(6, 3)))

    @points(0.5)
    def test_dropout(self, compare, rng):
        compare("rnnlm_dropout", SMALL, rng.integers(0, 11, size=(6, 3)))
        compare("rnnlm_dropout", {**SMALL, "emb": 7, "tie": True}, rng.integers(0, 11, size=(6, 3)))
        compare("rnnlm_dropout", {**SMALL, "layers": 2, "cell": "GRU"}, rng.integers(0, 11, size=(6, 3)))

    @points(0.25)
    def test_bad_arguments(self, submission):
        assert_raises(ValueError, submission.rnnlm_parameters, {**SMALL, "tie": True})
        assert_raises(ValueError, submission.rnnlm_parameters, {**SMALL, "cell": "CNN"})

    def test_detach(self, compare, rng):
        h, c = rng.normal(size=(2, 1, 3, 4))
        compare("detach_state", h)
        compare("detach_state", (h, c))

    @points(0.25)
    def test_detach_nested(self, compare, rng):
        h, c = rng.normal(size=(2, 1, 3, 4))
        compare("detach_state", ((h, c), (c, (h,))))
        compare("detach_state", (h, None))
        compare("detach_state", None)

    @points(0.75)
    def test_it_learns(self, submission, cases):
        """Trained by a loop of the tests', it comes near the text's own perplexity and not below."""
        train, test, floor = markov_text(cases)
        options = {"vocab": 4, "emb": 16, "hid": 16, "layers": 1}
        check_perplexity(submission.rnnlm_learns(options, train, test, SEEDS), floor)

    @points(0.15)
    @CELLS
    def test_gradients_through_the_state(self, compare, rng, cell):
        x = rng.integers(0, 4, size=(6, 3))  # the first word of the vocabulary, too
        compare.within(**RNN)("rnnlm_gradients", {**SMALL, "cell": cell}, x)


SEEDS = [0, 1, 2]


def markov_text(cases):
    """A text to learn from, one to be measured on, and the lowest possible perplexity on that.

    Who looks at one word before gets no nearer than 1.66 times the lowest, who looks at none 2.34 times.
    """
    ids, floor = cases.markov_text(np.random.default_rng(2), V=4)
    train, test = ids[:8000].reshape(20, -1).T, ids[8000:].reshape(5, -1).T
    return train, test, float(np.exp(floor[8000:].mean()))


def check_perplexity(ppls, floor):
    """Near what can be reached, and not below it. Right solutions come within 1.05 to 1.16 of the floor."""
    ppl = float(np.mean(ppls))
    assert ppl <= 1.4 * floor, "on a new text the trained model is still far from what can be reached"
    assert ppl >= 0.97 * floor, (
        "the model is better than the text's own entropy allows: it sees the word it is to guess"
    )


def source_of(rng, V=9, L=14, N=3):
    """A text as batchify leaves it, in which the last word of the vocabulary occurs."""
    source = rng.integers(0, V, size=(L, N))
    source[0, 0] = V - 1
    return source


@exercise("evaluate_lm", points=4)
class TestEvaluateLm:
    """Perplexity of a held-back text, in chunks."""

    @pytest.mark.parametrize("bptt", [13, 20], ids=["exactly", "more"])
    def test_one_chunk(self, compare, rng, bptt):
        compare("evaluate_lm", source_of(rng), bptt)

    @pytest.mark.parametrize("bptt", [1, 4, 6, 12], ids=["each", "tail_of_one", "two", "long_and_short"])
    def test_chunks(self, compare, rng, bptt):
        compare("evaluate_lm", source_of(rng), bptt)

    def test_no_dropout(self, compare, rng):
        compare("evaluate_lm", source_of(rng), 5, dropout=0.5, training=True)

    @points(0.2)
    @pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
    def test_mode_is_restored(self, submission, rng, training):
        left = submission.evaluate_lm_leaves(source_of(rng), 5, training)
        assert left["mode"] is True, (
            "the model is not put back into the mode it was in: remember model.training"
        )

    @points(0.3)
    def test_nothing_else_changes(self, submission, rng):
        left = submission.evaluate_lm_leaves(source_of(rng), 5, True)
        assert left["parameters"] is True, "the parameters are not what they were: measuring must not train"
        assert left["recording"] is True, "torch records no gradients afterwards: use `with torch.no_grad():`"

    @points(0.4)
    def test_a_state_of_one_tensor(self, compare, rng):
        compare("evaluate_lm", source_of(rng), 5, cell="GRU")

    @points(0.15)
    def test_tensor(self, compare, rng):
        compare("evaluate_lm", torch.from_numpy(source_of(rng)), 5)

    @points(0.15)
    def test_int32(self, compare, rng):
        compare("evaluate_lm", source_of(rng).astype(np.int32), 5)
        compare("evaluate_lm", torch.from_numpy(source_of(rng).astype(np.uint8)), 5)

    @points(0.15)
    def test_a_transposed_view(self, compare, rng):
        compare("evaluate_lm", np.asfortranarray(source_of(rng)), 5)

    @points(0.15)
    @pytest.mark.parametrize("sizes", [{"L": 2}, {"N": 1}, {"L": 2, "N": 1}], ids=["rows", "column", "word"])
    def test_the_least_there_can_be(self, compare, rng, sizes):
        compare("evaluate_lm", source_of(rng, **sizes), 4)

    @points(0.15)
    def test_nothing_to_guess(self, submission, rng):
        assert_raises(ValueError, submission.evaluate_lm, source_of(rng, L=1), 5)
        assert_raises(ValueError, submission.evaluate_lm, np.zeros((0, 3), int), 5)


@exercise("train_lm_epoch", points=4)
class TestTrainLmEpoch:
    """Truncated backpropagation through time with plain SGD."""

    def test_one_step(self, compare, rng):
        compare("train_lm_epoch", source_of(rng), 20, 0.5)

    @pytest.mark.parametrize("bptt", [4, 5], ids=["tail_of_one", "short_tail"])
    def test_several_steps(self, compare, rng, bptt):
        compare("train_lm_epoch", source_of(rng), bptt, 0.5)

    def test_two_epochs(self, compare, rng):
        compare("train_lm_epoch", source_of(rng), 5, 0.5, epochs=2)

    @points(0.25)
    @pytest.mark.parametrize("bptt", [20, 4, 5], ids=["one_chunk", "tail_of_one", "short_tail"])
    def test_nll(self, compare, rng, bptt):
        compare("train_lm_epoch_nll", source_of(rng), bptt, 0.5)
        compare("train_lm_epoch_nll", source_of(rng), bptt, 0.5, epochs=2)

    @points(0.3)
    def test_training_mode(self, submission, rng):
        during, afterwards = submission.train_lm_epoch_mode(source_of(rng), 5, 0.5)
        assert during is True, (
            "the model is not in training mode while it is trained: call model.train() first"
        )
        assert afterwards is True, "the model is left in training mode, says the docstring"

    @pytest.mark.parametrize("clip", [0.05, 100.0], ids=["tight", "wide"])
    def test_clipping(self, compare, rng, clip):
        close = compare.within(rtol=1e-4, atol=1e-6, because="torch adds 1e-6 to the norm it divides by")
        close("train_lm_epoch", source_of(rng), 5, 2.0, clip)

    @points(0.15)
    def test_clipping_to_nothing(self, compare, rng):
        compare("train_lm_epoch", source_of(rng), 5, 2.0, 0.0)
        compare("train_lm_epoch", source_of(rng), 5, 2.0, 100.0)

    @points(0.1)
    @pytest.mark.parametrize("sizes", [{"L": 2}, {"N": 1}, {"L": 2, "N": 1}], ids=["rows", "column", "word"])
    def test_the_least_there_can_be(self, compare, rng, sizes):
        compare("train_lm_epoch", source_of(rng, **sizes), 4, 0.5)

    @points(0.25)
    def test_gradients_from_before(self, compare, rng):
        compare("train_lm_epoch", source_of(rng), 20, 0.5, stale=True)

    @points(0.3)
    def test_a_state_of_one_tensor(self, compare, rng):
        compare("train_lm_epoch", source_of(rng), 5, 0.5, cell="GRU")

    @points(0.1)
    def test_tensor(self, compare, rng):
        compare("train_lm_epoch", torch.from_numpy(source_of(rng)), 5, 0.5)

    @points(0.1)
    def test_int32(self, compare, rng):
        compare("train_lm_epoch", source_of(rng).astype(np.int32), 5, 0.5)

    @points(0.1)
    def test_a_transposed_view(self, compare, rng):
        compare("train_lm_epoch", np.asfortranarray(source_of(rng)), 5, 0.5)

    @points(0.5)
    def test_it_learns(self, submission, cases):
        """A model of the tests', trained by it, comes near the text's own perplexity and not below."""
        train, test, floor = markov_text(cases)
        check_perplexity(submission.train_lm_epoch_learns(4, 16, train, test, SEEDS), floor)


# --------------------------------------------------------------------------- F  sampling (8)

DRAWING = ("apply_temperature", "top_k_filter", "top_p_filter", "sample")


@exercise("sampling", points=2, functions=DRAWING)
class TestTemperature:
    """Sharper or flatter."""

    @pytest.mark.parametrize(
        "t", [0.5, 1.0, 2.5, 0.01, 40], ids=["sharper", "same", "flatter", "bold", "wild"]
    )
    def test_values(self, compare, rng, t):
        compare("apply_temperature", rng.normal(size=7), t)

    def test_zero(self, compare, rng):
        compare.strictly("apply_temperature", rng.normal(size=7), 0)
        compare.strictly("apply_temperature", rng.normal(size=7) - 50, 0.0)

    def test_zero_with_ties(self, compare, rng):
        compare("apply_temperature", np.array([1.0, 3.0, 2.0, 3.0, 3.0]), 0)
        compare("apply_temperature", np.full(4, -2.0), 0)

    @points(0.1)
    def test_words_ruled_out(self, compare, rng):
        logits = np.where(np.arange(7) % 3 == 1, -np.inf, rng.normal(size=7))
        compare.strictly("apply_temperature", logits, 0.5)
        compare.strictly("apply_temperature", logits, 0)

    @points(0.1)
    def test_float32_and_integers(self, compare, rng):
        compare("apply_temperature", rng.normal(size=7).astype(np.float32), 0.5)
        compare("apply_temperature", rng.normal(size=7).astype(np.float32), 0)
        for t in (2, 1, 0):
            compare("apply_temperature", rng.permutation(7), t)

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("apply_temperature", rng.normal(size=7), 0.5)
        compare.untouched("apply_temperature", rng.normal(size=7), 1)
        compare.untouched("apply_temperature", rng.normal(size=7), 0)

    @points(0.1)
    def test_hardly_above_zero(self, compare, rng):
        compare("apply_temperature", rng.normal(size=7), 1e-8)
        compare("apply_temperature", rng.normal(size=7), 1e-12)


@exercise("sampling", points=2, functions=DRAWING)
class TestTopK:
    """The k best, in their places."""

    @pytest.mark.parametrize("k", [1, 3, 6, 7], ids=["one", "some", "all_but_one", "all"])
    def test_values(self, compare, rng, k):
        compare("top_k_filter", rng.normal(size=7), k)

    @pytest.mark.parametrize("k", [2, 3, 4], ids=["2", "3", "4"])
    def test_ties(self, compare, k):
        compare("top_k_filter", np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 0.0]), k)

    @points(0.1)
    def test_many_ties(self, compare, rng):
        compare("top_k_filter", rng.integers(0, 3, size=40).astype(float), 17)

    @points(0.1)
    def test_more_than_all(self, compare, rng):
        compare("top_k_filter", rng.normal(size=7), 30)

    @points(0.1)
    def test_words_ruled_out(self, compare, rng):
        logits = np.where(np.arange(7) % 2 == 1, -np.inf, rng.normal(size=7))
        compare.strictly("top_k_filter", logits, 2)
        compare.strictly("top_k_filter", logits, 6)

    @points(0.1)
    def test_float32_and_integers(self, compare, rng):
        for k in (3, 9):
            compare("top_k_filter", rng.normal(size=7).astype(np.float32), k)
            compare("top_k_filter", rng.permutation(7), k)

    @points(0.1)
    def test_small_integers(self, compare):
        compare("top_k_filter", np.array([0, 3, 0, 2, 5], np.uint8), 3)
        compare("top_k_filter", np.array([-128, 3, 127, -128, 0], np.int8), 2)

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("top_k_filter", rng.normal(size=7), 3)
        compare.untouched("top_k_filter", rng.normal(size=7), 9)


@exercise("sampling", points=2, functions=DRAWING)
class TestTopP:
    """The fewest words that reach p."""

    @pytest.mark.parametrize("p", [0.3, 0.6, 0.9], ids=["little", "half", "much"])
    def test_values(self, compare, rng, p):
        compare("top_p_filter", 2 * rng.normal(size=9), p)

    @pytest.mark.parametrize("p", [0.4, 0.6, 0.8, 0.95], ids=["1", "2", "3", "4"])
    def test_the_word_that_reaches_p(self, compare, rng, p):
        probabilities = rng.permutation(np.array([0.5, 0.25, 0.125, 0.0625, 0.0625]))
        compare("top_p_filter", np.log(probabilities) + 3, p)

    def test_exactly_p(self, compare):
        compare("top_p_filter", np.zeros(4), 0.5)
        compare("top_p_filter", np.zeros(4), 0.25)
        compare("top_p_filter", np.full(8, 1.0), 0.75)

    def test_ties(self, compare):
        compare("top_p_filter", np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.0]), 0.5)

    @points(0.1)
    def test_many_ties(self, compare, rng):
        compare("top_p_filter", rng.integers(0, 3, size=40).astype(float), 0.6)

    @points(0.1)
    def test_nearly_all(self, compare):
        for size in (3, 7, 14, 19, 33):
            compare("top_p_filter", np.zeros(size), 1 - 2**-53)

    @points(0.1)
    def test_all_though_the_rest_is_nothing(self, compare, rng):
        compare("top_p_filter", np.append(rng.normal(size=5), [-50.0, -60.0]), 1.0)

    @points(0.1)
    def test_nothing_and_all(self, compare, rng):
        compare("top_p_filter", rng.normal(size=7), 0.0)
        compare("top_p_filter", rng.normal(size=7), 1.0)
        compare("top_p_filter", rng.normal(size=60), 1.0)

    @points(0.1)
    def test_large_logits(self, compare, rng):
        compare.strictly("top_p_filter", 1e4 + rng.normal(size=7), 0.7)
        compare.strictly("top_p_filter", 1e3 * rng.normal(size=7), 0.7)

    @points(0.1)
    def test_words_ruled_out(self, compare, rng):
        logits = np.where(np.arange(7) % 3 == 1, -np.inf, rng.normal(size=7))
        compare.strictly("top_p_filter", logits, 0.7)
        compare.strictly("top_p_filter", logits, 1.0)

    @points(0.1)
    def test_float32_and_integers(self, compare, rng):
        compare("top_p_filter", np.array([0.3, 1.7, -0.4, 2.1], np.float32), 0.7)
        compare("top_p_filter", np.array([1, 3, 2, 5]), 0.95)
        compare("top_p_filter", np.array([0.3, 1.7, -0.4, 2.1], np.float32), 1.0)
        compare("top_p_filter", np.array([1, 3, 2, 5]), 1)

    @points(0.1)
    def test_small_integers(self, compare):
        compare("top_p_filter", np.array([0, 3, 0, 2, 1], np.uint8), 0.9)
        compare("top_p_filter", np.array([-128, 127, -128, 126], np.int8), 0.9)

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("top_p_filter", rng.normal(size=7), 0.7)
        compare.untouched("top_p_filter", rng.normal(size=7), 1.0)

    def test_hardly_more_than_the_first(self, compare):
        for p in (0.5005, 0.50001, 0.5 + 1e-9):
            compare("top_p_filter", np.log([0.125, 0.5, 0.25, 0.125]), p)
        compare("top_p_filter", np.log([0.0001, 0.9, 0.0999]), 0.995)


@exercise("sampling", points=2, functions=DRAWING)
class TestSample:
    """A word for a random number."""

    def test_values(self, compare, rng):
        logits = rng.normal(size=9)
        for u in rng.random(12):
            compare("sample", logits, float(u))

    def test_boundaries(self, compare):
        for u in (0.0, 0.25, 0.5, 0.75):
            compare("sample", np.zeros(4), u)

    def test_words_ruled_out(self, compare, rng):
        logits = np.array([-np.inf, 0.3, -np.inf, 1.2, 0.1, -np.inf])
        for u in (0.0, 0.5, 0.99, 1 - 2**-53):
            compare.strictly("sample", logits, u)

    def test_u_near_one(self, compare, rng):
        for size in (3, 7, 14, 49, 1000):
            compare("sample", np.zeros(size), 1 - 2**-53)
            compare("sample", rng.normal(size=size), 1 - 2**-53)
            compare.strictly("sample", np.append(np.zeros(size), [-np.inf, -np.inf]), 1 - 2**-53)
        compare("sample", np.array([0.0, -20.0]), 1 - 2**-53)

    @points(0.1)
    def test_large_logits(self, compare, rng):
        compare.strictly("sample", 1e4 + rng.normal(size=7), 0.37)
        compare.strictly("sample", 1e4 * rng.normal(size=7), 0.37)

    @points(0.1)
    def test_one_word(self, compare):
        compare("sample", np.array([-3.0]), 0.9)

    @points(0.1)
    def test_float32_and_integers(self, compare, rng):
        compare("sample", rng.normal(size=7).astype(np.float32), 0.37)
        compare("sample", np.full(1000, 0.3, np.float32), 1 - 2**-53)
        compare("sample", np.array([1, 3, 2, 5]), 0.6)

    @points(0.1)
    def test_small_integers(self, compare):
        compare("sample", np.array([0, 3, 0, 2, 1], np.uint8), 0.6)
        compare("sample", np.array([-128, 127, -128, 126], np.int8), 0.6)

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("sample", rng.normal(size=7), 0.37)
