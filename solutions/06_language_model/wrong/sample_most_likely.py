"""The most likely word is drawn, whatever u is.
Use u: the first word whose cumulative probability exceeds it."""


def sample(logits, u):
    return int(np.argmax(logits))
