"""The library against SciPy, frozen PyTorch values and hand arithmetic."""

import itertools

import numpy as np
import pytest
from scipy import ndimage, signal

import convolution
from convolution.windows import per_axis
from tests.frozen import torch_layers

SHAPES = [
    ((7,), (3,)),
    ((5,), (5,)),
    ((6, 5), (2, 3)),
    ((4, 7), (4, 1)),
    ((5, 4, 6), (2, 3, 4)),
    ((3, 4, 2, 5), (2, 2, 1, 3)),
]


@pytest.fixture
def rng():
    return np.random.default_rng(20)


@pytest.mark.parametrize(("shape", "kernel_shape"), SHAPES)
def test_cross_correlation_and_convolution_agree_with_scipy(rng, shape, kernel_shape):
    x, kernel = rng.normal(size=shape), rng.normal(size=kernel_shape)
    np.testing.assert_allclose(
        convolution.cross_correlate(x, kernel), signal.correlate(x, kernel, "valid"), atol=1e-12
    )
    np.testing.assert_allclose(
        convolution.convolve(x, kernel), signal.convolve(x, kernel, "valid"), atol=1e-12
    )


def oracle(x, kernel, stride, padding, dilation):
    """SciPy's full correlation of the padded input with the kernel spread out by zeros."""
    spread = np.zeros([d * (k - 1) + 1 for k, d in zip(kernel.shape, dilation, strict=True)])
    spread[tuple(slice(None, None, d) for d in dilation)] = kernel
    padded = np.pad(x, [(p, p) for p in padding])
    full = signal.correlate(padded, spread, "valid", method="direct")
    return full[tuple(slice(None, None, s) for s in stride)]


def test_stride_padding_and_dilation_agree_with_scipy(rng):
    x, kernel = rng.normal(size=(9, 11)), rng.normal(size=(2, 3))
    pairs = [(1, 1), (2, 3), (4, 1)]
    for stride, padding, dilation in itertools.product(pairs, [(0, 0), (2, 1)], pairs):
        expected = oracle(x, kernel, stride, padding, dilation)
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        np.testing.assert_allclose(
            convolution.cross_correlate(x, kernel, **options), expected, atol=1e-12
        )
        assert convolution.output_shape(x.shape, kernel.shape, **options) == expected.shape


def test_an_int_means_the_same_on_every_axis(rng):
    x, kernel = rng.normal(size=(9, 11)), rng.normal(size=(2, 3))
    one = convolution.cross_correlate(x, kernel, stride=2, padding=1, dilation=2)
    two = convolution.cross_correlate(x, kernel, stride=(2, 2), padding=(1, 1), dilation=(2, 2))
    np.testing.assert_array_equal(one, two)


def test_bias_is_added_everywhere_and_dtypes_are_kept():
    x, kernel = np.arange(9).reshape(3, 3), np.array([[0, 1], [2, 3]])
    y = convolution.cross_correlate(x, kernel, bias=2)
    np.testing.assert_array_equal(y, [[21, 27], [39, 45]])
    assert y.dtype.kind == "i"
    single = convolution.cross_correlate(x.astype("f4"), kernel.astype("f4"), bias=0.5)
    assert single.dtype == np.float32


def test_windows_leave_leading_axes_alone_and_cannot_be_written(rng):
    x = rng.normal(size=(2, 3, 5, 6))
    seen = convolution.windows(x, (2, 4), stride=(3, 1))
    assert seen.shape == (2, 3, 2, 3, 2, 4)
    np.testing.assert_array_equal(seen[1, 2, 1, 2], x[1, 2, 3:5, 2:6])
    with pytest.raises(ValueError, match="read-only"):
        seen[0] = 0


def test_a_result_shares_no_memory_with_its_input():
    x = np.ones((3, 3))
    y = convolution.cross_correlate(x, np.ones((1, 1)))
    y[:] = 7
    np.testing.assert_array_equal(x, np.ones((3, 3)))


@pytest.mark.parametrize("space", [(11,), (9, 8), (6, 7, 5)])
def test_a_layer_is_scipys_correlations_summed_over_channels(rng, space):
    kernel_shape = (3, 2, 2)[: len(space)]
    x = rng.normal(size=(2, 3, *space))
    weight, bias = rng.normal(size=(5, 3, *kernel_shape)), rng.normal(size=5)
    y = convolution.apply_convolution(x, weight, bias, stride=2, padding=1)
    for n, o in itertools.product(range(2), range(5)):
        padded = np.pad(x[n], [(0, 0)] + [(1, 1)] * len(space))
        summed = sum(
            signal.correlate(channel, kernel, "valid", method="direct")
            for channel, kernel in zip(padded, weight[o], strict=True)
        )
        every_other = (slice(None, None, 2),) * len(space)
        np.testing.assert_allclose(y[n, o], summed[every_other] + bias[o], atol=1e-12)


def test_a_layers_bias_belongs_to_channels_not_columns():
    y = convolution.apply_convolution(
        np.zeros((1, 1, 4, 5)), np.zeros((3, 1, 2, 3)), np.array([1.0, 2.0, 3.0])
    )
    assert y.shape == (1, 3, 3, 3)
    np.testing.assert_array_equal(y[0, :, 0, 0], [1, 2, 3])
    np.testing.assert_array_equal(y[0, 0], np.ones((3, 3)))


def test_dense_layer_is_a_matrix_product_re_indexed():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    weight = np.arange(12.0).reshape(3, 1, 2, 2)
    bias = np.array([[10.0], [20.0], [30.0]])
    # by hand: 0*1 + 1*2 + 2*3 + 3*4 = 20; 4 + 10 + 18 + 28 = 60; 8 + 18 + 30 + 44 = 100
    np.testing.assert_array_equal(
        convolution.apply_dense(x, weight, bias), [[30.0], [80.0], [130.0]]
    )


def test_weight_of_a_linear_map_does_what_the_map_does(rng):
    x = rng.normal(size=(5, 4))
    weight = convolution.weight_of(lambda image: ndimage.sobel(image)[1:4], (5, 4))
    assert weight.shape == (3, 4, 5, 4)
    np.testing.assert_allclose(
        convolution.apply_dense(x, weight, np.zeros((3, 4))), ndimage.sobel(x)[1:4], atol=1e-12
    )


def test_parameters_are_counted_without_overflow():
    assert convolution.count_parameters((2, 3), (2,)) == 8
    assert convolution.count_parameters((10**10, 10**10)) == 10**20


# -- Learning --------------------------------------------------------------------------------------


def slopes(function, array, h=1e-6):
    """Central differences of a function of one array."""
    result = np.zeros(array.shape)
    for at in np.ndindex(array.shape):
        nudge = np.zeros(array.shape)
        nudge[at] = h
        result[at] = (function(array + nudge) - function(array - nudge)) / (2 * h)
    return result


@pytest.mark.parametrize(
    ("space", "options"),
    [
        ((9,), {"stride": 3, "padding": 1, "dilation": 2}),
        ((6, 8), {}),
        ((7, 6), {"stride": (2, 3), "padding": (0, 2)}),
        ((7, 8), {"stride": (3, 1), "padding": (2, 1), "dilation": (1, 2)}),
        ((4, 5, 3), {"stride": 2, "padding": 1}),
    ],
)
def test_the_way_back_agrees_with_finite_differences(rng, space, options):
    x = rng.normal(size=(2, 3, *space))
    weight, bias = rng.normal(size=(4, 3, *(3, 2, 2)[: len(space)])), rng.normal(size=4)
    dy = rng.normal(size=convolution.apply_convolution(x, weight, bias, **options).shape)

    def loss(x, weight, bias):
        return (dy * convolution.apply_convolution(x, weight, bias, **options)).sum()

    dx, dweight, dbias = convolution.backpropagate(dy, x, weight, **options)
    close = {"rtol": 1e-5, "atol": 1e-7}
    np.testing.assert_allclose(dx, slopes(lambda a: loss(a, weight, bias), x), **close)
    np.testing.assert_allclose(dweight, slopes(lambda a: loss(x, a, bias), weight), **close)
    np.testing.assert_allclose(dbias, slopes(lambda a: loss(x, weight, a), bias), **close)


@pytest.mark.parametrize("flipped", [False, True])
def test_squared_error_is_the_mean_of_squares_and_knows_its_slope(rng, flipped):
    x, kernel, bias = rng.normal(size=(6, 7)), rng.normal(size=(2, 3)), np.array(0.5)
    y = rng.normal(size=(5, 5))
    operate = signal.convolve2d if flipped else signal.correlate2d

    def loss(kernel, bias):
        return np.mean((operate(x, kernel, "valid") + bias - y) ** 2)

    value, (dkernel, dbias) = convolution.squared_error(kernel, bias, x, y, flipped=flipped)
    np.testing.assert_allclose(value, loss(kernel, bias))
    np.testing.assert_allclose(dkernel, slopes(lambda k: loss(k, bias), kernel), rtol=1e-6)
    np.testing.assert_allclose(dbias, slopes(lambda b: loss(kernel, b), bias), rtol=1e-6)


def test_descent_steps_against_the_gradient():
    start = np.array([3.0])
    # The loss p**2 has the slope 2p: 3 -> 3 - 0.25 * 6 = 1.5 -> 1.5 - 0.25 * 3 = 0.75
    (end,), losses = convolution.descend(
        lambda p: (p[0] ** 2, [2 * p]), [start], rate=0.25, steps=2
    )
    np.testing.assert_array_equal(end, [0.75])
    np.testing.assert_array_equal(losses, [9, 2.25])
    assert start[0] == 3


@pytest.mark.parametrize(("flipped", "found"), [(False, [[1, -1]]), (True, [[-1, 1]])])
def test_the_edge_kernel_and_a_bias_come_back_from_data(flipped, found):
    bar = np.tile([1, 1, 0, 0, 0, 0, 1, 1], (6, 1))
    answer = np.tile([3, 4, 3, 3, 3, 2, 3], (6, 1))  # edges of the bar, and a bias of 3
    (kernel, bias), losses = convolution.descend(
        lambda k, b: convolution.squared_error(k, b, bar, answer, flipped=flipped),
        [np.zeros((1, 2)), np.zeros(())],
        rate=0.5,
        steps=100,
    )
    np.testing.assert_allclose(kernel, found, atol=1e-5)
    np.testing.assert_allclose(bias, 3, atol=1e-5)
    np.testing.assert_allclose(losses[0], 65 / 7)


def test_receptive_fields():
    link = convolution.Link
    assert convolution.receptive_field([link(3)] * 3) == 7
    assert convolution.receptive_field([link(3, stride=2), link(3, stride=2), link(3)]) == 15
    assert convolution.receptive_field([link(5, stride=2), link(5)]) == 13
    # 3 windows of 3, two apart, overlap in one: 1 1 2 1 2 1 1
    chain = [link(3, stride=2), link(3)]
    np.testing.assert_array_equal(convolution.count_paths(chain), [1, 1, 2, 1, 2, 1, 1])


# -- PyTorch ---------------------------------------------------------------------------------------


FROZEN = list(torch_layers.read())


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_layers_forth_and_back_are_pytorchs(dtype):
    """Whole numbers: equal to the last bit, whatever the order of the sums."""
    for options, frozen in FROZEN:
        x, weight, bias, dy = (frozen[name].astype(dtype) for name in ("x", "weight", "bias", "dy"))
        y = convolution.apply_convolution(x, weight, bias, **options)
        for strip in (1, 7, 1024):
            fast = convolution.apply_in_strips(x, weight, bias, **options, strip=strip)
            np.testing.assert_array_equal(fast, frozen["y"], err_msg=f"{strip} {options}")
            assert fast.dtype == dtype
        back = convolution.backpropagate(dy, x, weight, **options)
        for name, array in zip(("y", "dx", "dweight", "dbias"), (y, *back), strict=True):
            np.testing.assert_array_equal(array, frozen[name], err_msg=f"{name} {options}")
            assert array.dtype == dtype


def test_the_fft_agrees_with_pytorch():
    """On the layers that it can do."""
    able = [each for each in FROZEN if set(each[0]["stride"]) == set(each[0]["dilation"]) == {1}]
    assert len(able) >= 5
    for options, frozen in able:
        x, weight, bias = (frozen[name].astype(float) for name in ("x", "weight", "bias"))
        y = convolution.apply_by_fft(x, weight, bias, padding=options["padding"])
        np.testing.assert_allclose(y, frozen["y"], atol=1e-9)


def test_frozen_layers_are_of_every_kind():
    options = [options for options, _ in FROZEN]
    assert {len(each["stride"]) for each in options} == {1, 2, 3}
    for name, least in (("stride", 1), ("padding", 0), ("dilation", 1)):
        assert sum(max(each[name]) > least for each in options) > 30
        assert sum(len(set(each[name])) > 1 for each in options) > 10  # not the same on every axis
    assert sum(np.all(np.array(each["stride"]) == 1) for each in options) > 10


# -- Fast convolution ------------------------------------------------------------------------------


def test_unfolding_writes_windows_as_columns():
    x = np.arange(12).reshape(1, 2, 2, 3)
    columns = [[0, 1], [1, 2], [3, 4], [4, 5], [6, 7], [7, 8], [9, 10], [10, 11]]
    np.testing.assert_array_equal(convolution.unfold(x, (2, 2)), [columns])
    # 0 1 2 0 in windows of 2 at stride 2, padded: 0 0, 1 2, 0 0 and the same of the next row
    padded = convolution.unfold(x[:, :1, :1], (1, 2), stride=(1, 2), padding=(0, 1))
    np.testing.assert_array_equal(padded, [[[0, 1], [0, 2]]])


@pytest.mark.parametrize("space", [(11,), (9, 8), (6, 7, 5)])
def test_one_product_and_the_fft_agree_with_scipy(rng, space):
    x, bias = rng.normal(size=(2, 3, *space)), rng.normal(size=4)
    weight = rng.normal(size=(4, 3, *(3, 2, 2)[: len(space)]))
    padded = np.pad(x, [(0, 0), (0, 0)] + [(1, 1)] * len(space))
    expected = np.array(
        [[signal.correlate(image, kernel, "valid")[0] for kernel in weight] for image in padded]
    )
    expected += bias.reshape(-1, *[1] * len(space))
    columns = convolution.unfold(x, weight.shape[2:], padding=1)
    product = weight.reshape(4, -1) @ columns + bias[:, None]
    np.testing.assert_allclose(product.reshape(expected.shape), expected, atol=1e-12)
    fft = convolution.apply_by_fft(x, weight, bias, padding=1)
    np.testing.assert_allclose(fft, expected, atol=1e-12)


# -- A network -------------------------------------------------------------------------------------


def test_a_networks_gradients_agree_with_finite_differences(rng):
    network = [
        convolution.Convolution(2, 3, 3, padding=1, seed=0),
        convolution.ReLU(),
        convolution.MaxPool(2),
        convolution.Flatten(),
        convolution.Dense(18, 4, seed=1),
    ]
    for layer in network:
        layer.parameters = [p.astype(float) for p in layer.parameters]
    x, labels = rng.normal(size=(5, 2, 7, 5)), np.array([0, 3, 1, 1, 2])

    def loss(x):
        scores = convolution.run(network, x)
        chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        return -np.log(chances[range(5), labels]).mean()

    value, error = convolution.surprise(convolution.run(network, x), labels)
    np.testing.assert_allclose(value, loss(x))
    for layer in reversed(network):
        layer.learn(error)
        error = layer.backward(error)
    np.testing.assert_allclose(error, slopes(loss, x), atol=1e-8)
    for layer in (network[0], network[4]):
        for i, gradient in enumerate(layer.gradients):
            parameter = layer.parameters[i]

            def with_parameter(value, layer=layer, i=i):
                layer.parameters[i] = value
                return loss(x)

            np.testing.assert_allclose(gradient, slopes(with_parameter, parameter), atol=1e-8)
            layer.parameters[i] = parameter


def test_surprise_does_not_overflow():
    loss, slope = convolution.surprise(np.array([[10_000.0, 0.0]]), np.array([1]))
    assert loss == 10_000
    np.testing.assert_array_equal(slope, [[1, -1]])


def test_training_learns_and_is_the_same_every_time(rng):
    x = rng.normal(size=(90, 3)).astype(np.float32)
    labels = (x[:, 0] > x[:, 1]).astype(int)
    runs = []
    for _ in range(2):
        network = [convolution.Dense(3, 2, seed=0)]
        runs.append(convolution.train(network, x, labels, rate=0.1, epochs=20, seed=0))
    np.testing.assert_array_equal(*runs)
    assert len(runs[0]) == 20 * 3
    assert convolution.accuracy(network, x, labels) > 0.95


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: convolution.cross_correlate(np.ones((3, 3)), np.ones(2)), "kernel of 1 axes"),
        (lambda: convolution.cross_correlate(np.ones((3, 3)), np.ones((4, 1))), "more than"),
        (lambda: convolution.windows(np.ones(3), (2, 2)), "kernel of 2 axes"),
        (lambda: convolution.output_shape((5,), (3,), dilation=3), "covers"),
        (lambda: convolution.output_shape((5,), (3,), stride=0), "stride"),
        (lambda: convolution.output_shape((5,), (3,), padding=-1), "padding"),
        (lambda: convolution.output_shape((5, 5), (3,)), "kernel shape"),
        (
            lambda: convolution.apply_convolution(np.ones((1, 2, 3)), np.ones((4, 3, 2))),
            "kernels for 3 channels",
        ),
        (
            lambda: convolution.apply_convolution(np.ones((2, 3)), np.ones((2, 3))),
            "weight of 2 axes",
        ),
        (
            lambda: convolution.apply_convolution(
                np.ones((1, 2, 3)), np.ones((4, 2, 2)), np.ones((4, 1))
            ),
            "bias of shape",
        ),
        (
            lambda: convolution.backpropagate(
                np.ones((1, 1, 3)), np.ones((1, 1, 4)), np.ones((1, 1, 3))
            ),
            "dy has the shape",
        ),
        (
            lambda: convolution.backpropagate(
                np.ones((1, 1, 2)), np.ones((1, 2, 4)), np.ones((1, 1, 3))
            ),
            "does not fit an input",
        ),
        (
            lambda: convolution.apply_by_fft(np.ones((1, 2, 4)), np.ones((1, 1, 3))),
            "does not fit an input",
        ),
        (lambda: per_axis((1, 2, 3), 2, "stride", 1), "3 values for 2 axes"),
        (
            lambda: convolution.apply_dense(np.ones(3), np.ones((2, 2)), np.ones(2)),
            r"shape \(2, 3\), not \(2, 2\)",
        ),
    ],
)
def test_what_is_impossible_is_refused_with_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
