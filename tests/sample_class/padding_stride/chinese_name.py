# A Chinese notebook and a student's name in Chinese; the docstrings and messages are Chinese too.
# student: 滑动窗口
# language: zh

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    """沿一个轴放得下几处。"""
    if stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("步幅和膨胀至少是 1，填充不能为负")
    跨度 = dilation * (k - 1) + 1
    if 跨度 > n + 2 * padding:
        raise ValueError("核比填充后的输入大")
    return len(range(0, n + 2 * padding - 跨度 + 1, stride))

# %% pad2d
def pad2d(X, padding):
    """四周补零。"""
    if X.ndim < 2:
        raise ValueError("至少要有高和宽两个轴")
    (上, 下), (左, 右) = padding
    if min(上, 下, 左, 右) < 0:
        raise ValueError("填充不能为负")
    高, 宽 = X.shape[-2:]
    Y = np.zeros((*X.shape[:-2], 上 + 高 + 下, 左 + 宽 + 右), dtype=X.dtype)
    Y[..., 上 : 上 + 高, 左 : 左 + 宽] = X
    return Y

# %% same_padding
def same_padding(kernel_size):
    """多出的一行在下面，多出的一列在右边。"""
    return tuple(((k - 1) // 2, k // 2) for k in kernel_size)

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    """先填充，再滑动，隔几格取一处。"""
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("X 和 K 各要有两个轴")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    行, 列 = output_size(X.shape[0], K.shape[0], ph, sh), output_size(X.shape[1], K.shape[1], pw, sw)
    图像 = pad2d(X, ((ph, ph), (pw, pw)))
    窗口 = np.lib.stride_tricks.sliding_window_view(图像, K.shape)[::sh, ::sw]
    assert 窗口.shape[:2] == (行, 列)
    return np.tensordot(窗口, K, axes=2)
