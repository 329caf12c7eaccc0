"""Of several huge logits the first wins instead of the largest: exp makes inf of all of them.
The class with the largest logit has the largest probability; no exp is needed."""


def convnet_predict(params, X):
    return np.exp(_convnet_forward(params, X)[0]).argmax(axis=1)
