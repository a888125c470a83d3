# A Chinese notebook and a student's name in Chinese: sliding windows, Chinese names in the code.
# student: 滑动窗口
# language: zh

# %% setup [kept]

# %% [markdown]
我的想法：先把所有窗口取出来，再和核一起求和。

# %%
def 所有窗口(输入, 核):
    if 输入.ndim != 核.ndim:
        raise ValueError("输入和核的轴数不同")
    if any(k > n for n, k in zip(输入.shape, 核.shape)):
        raise ValueError("核比输入大")
    return np.lib.stride_tricks.sliding_window_view(输入, 核.shape)

# %% corr2d
def corr2d(X, K):
    if X.ndim != 2:
        raise ValueError("图像应当有两个轴")
    return np.tensordot(所有窗口(X, K), K, axes=2)

# %% convolve2d
def convolve2d(X, K):
    # 上下、左右都要翻转
    return corr2d(X, np.flip(K))

# %% conv_layer
def conv_layer(X, K, b):
    return corr2d(X, K) + b

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1:
        raise ValueError("输入应当只有一个轴")
    return 所有窗口(x, k) @ k

# %% corr3d
def corr3d(X, K):
    if X.ndim != 3:
        raise ValueError("输入应当有三个轴")
    return np.tensordot(所有窗口(X, K), K, axes=3)
