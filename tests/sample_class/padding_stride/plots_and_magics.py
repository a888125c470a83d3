# Right answers among magics, a table, a figure and a failing cell of the student's own.
# rest: einsum

# %% setup [kept]

# %% [markdown]
### To do before Friday
* `output_size` first: everything else **needs** it.

# %%
%config InlineBackend.figure_formats = ["png"]
import matplotlib.pyplot as plt
from dataclasses import dataclass

# %% output_size
from math import floor


@dataclass
class Axis:
    n: int
    k: int
    padding: int = 0
    stride: int = 1
    dilation: int = 1

    def places(self):
        if self.stride < 1 or self.dilation < 1 or self.padding < 0:
            raise ValueError(f"no such layer: {self}")
        free = self.n + 2 * self.padding - self.dilation * (self.k - 1) - 1
        if free < 0:
            raise ValueError(f"the kernel is larger than the padded input: {self}")
        return floor(free / self.stride) + 1


def output_size(*args, **kwargs):
    return Axis(*args, **kwargs).places()

# %%
sizes = [output_size(n, 3, stride=2) for n in range(3, 30)]
plt.step(range(3, 30), sizes)
plt.title("places for a kernel of 3 at stride 2")

# %%
output_size(2, 3)  # what does the error look like?

# %% corr2d_strided
%matplotlib inline
def corr2d_strided(X, K, stride=1, padding=0):
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    rows, columns = (Axis(*each).places() for each in zip(X.shape, K.shape, (ph, pw), (sh, sw)))
    padded = pad2d(X, [(ph, ph), (pw, pw)])
    Y = np.empty((rows, columns), np.result_type(X, K))
    for i, j in np.ndindex(*Y.shape):
        window = padded[i * sh :, j * sw :][: K.shape[0], : K.shape[1]]
        Y[i, j] = (window * K).sum()
    return Y

# %%
plt.imshow(corr2d_strided(np.eye(16), np.ones((3, 3)), stride=2, padding=1));
