"""Make digits.npz, the images that the small network learns from. Run once; needs scikit-learn.

    python solutions/02_conv/data/make_digits.py

The 1797 images of 8 x 8 pixels (0 to 16) are the test part of "Optical Recognition of Handwritten Digits"
(E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0), as they come with scikit-learn
(BSD 3-Clause). They are kept in scikit-learn's order; `cases.digits` shuffles and splits them.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
np.savez_compressed(
    Path(__file__).parents[1] / "digits.npz",
    images=digits.images.astype(np.uint8),
    classes=digits.target.astype(np.uint8),
)
