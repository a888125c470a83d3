# Right answers among magics, figures, notes and a failing cell of the student's own.
# rest: loops

# %% setup [kept]

# %% [markdown]
## Notes to myself
A kernel that *sums to zero* answers only to change: $\sum_{ab} k_{ab} = 0$.

# %%
%matplotlib inline
import matplotlib.pyplot as plt

print(np.__version__)

# %% corr2d
%%time
def corr2d(X, K):
    (H, W), (kh, kw) = X.shape, K.shape  # NumPy arrays of other shapes raise ValueError here
    if kh > H or kw > W:
        raise ValueError("the kernel sticks out")
    Y = np.empty((H - kh + 1, W - kw + 1), dtype=np.result_type(X, K))
    for (i, j), _ in np.ndenumerate(Y):
        Y[i, j] = np.sum(X[i : i + kh, j : j + kw] * K)
    return Y

# %%
bars = np.zeros((12, 16))
bars[:, 4:8] = 1
fig, axes = plt.subplots(1, 2)
axes[0].imshow(bars)
axes[1].imshow(corr2d(bars, np.array([[1, -1]])), cmap="coolwarm")
plt.show()
%timeit -n 1 -r 1 corr2d(bars, np.ones((3, 3)))

# %%
class Slider:
    def __init__(self, K):
        self.K = K

    def __call__(self, X):
        return corr2d(X, self.K)


edge = Slider(np.array([[1, -1]]))
edge(bars)

# %% conv_layer
def conv_layer(X, K, b):
    return Slider(K)(X) + b

# %% corr1d
def corr1d(x, k):
    (n,), (m,) = x.shape, k.shape
    if m > n:
        raise ValueError("the kernel sticks out")
    return np.array([x[i : i + m] @ k for i in range(n - m + 1)])

# %%
# Am I right? Checking oneself against a library is no cheating.
ours = corr1d(np.arange(7), np.array([1, 2]))
print(ours - np.correlate(np.arange(7), np.array([1, 2])))

# %%
oops = corr1d(np.arange(3), np.ones(1)) / undefined_name
