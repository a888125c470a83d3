"""Every number of the notes and the lectures, with hand-written expected values.

The comments name the claims, as the chapters' tables "Where the notes were" do.
"""

from pathlib import Path

import nibabel
import numpy as np
import pytest
from scipy import signal

from convolution import (
    Link,
    apply_convolution,
    apply_dense,
    convolve,
    count_parameters,
    cross_correlate,
    descend,
    output_shape,
    receptive_field,
    squared_error,
    weight_of,
)

X = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
K = np.array([[0, 1], [2, 3]])

NG_INPUT = np.array(
    [
        [2, 3, 7, 4, 6, 2, 9],
        [6, 6, 9, 8, 7, 4, 3],
        [3, 4, 8, 3, 8, 9, 7],
        [7, 8, 3, 6, 6, 3, 4],
        [4, 2, 1, 8, 3, 4, 6],
        [3, 2, 4, 1, 9, 8, 3],
        [0, 1, 3, 9, 2, 1, 4],
    ]
)
NG_FILTER = np.array([[3, 4, 4], [1, 0, 2], [-1, 0, 3]])


# -- Why not fully connected -----------------------------------------------------------------------


def test_n1_the_photograph_network_has_3_600_000_302_parameters():
    pixels = 12_000_000
    assert 3 * pixels == 36_000_000
    assert count_parameters((100, 3 * pixels)) == 3_600_000_000
    assert count_parameters((100, 3 * pixels), (100,), (2, 100), (2,)) == 3_600_000_302
    assert np.iinfo(np.int32).max < 3_600_000_000 < np.iinfo(np.uint32).max
    wrapped = np.array([36_000_000], dtype=np.int32) * np.int32(100)
    assert wrapped[0] == -694_967_296


def test_n2_parameters_for_every_cat_and_dog():
    animals = 900_000_000 + 600_000_000
    assert animals == 1_500_000_000
    assert count_parameters((100, 36_000_000)) / animals == 2.4


def test_n3_memory():
    n = count_parameters((100, 36_000_000), (100,), (2, 100), (2,))
    assert np.zeros(1000, dtype=np.float32).nbytes == 4000
    assert f"{4 * n / 1e9:.1f}" == "14.4"
    assert f"{4 * n / 2**30:.2f}" == "13.41"
    assert f"{4 * 4 * n / 1e9:.1f}" == "57.6"  # weights, gradients, Adam's m and v


def test_n6_the_4d_weight_is_the_matrix_re_indexed():
    matrix = np.arange(36).reshape(4, 9) % 5
    bias = np.array([[1, 2], [3, 4]])
    assert matrix.size == matrix.reshape(2, 2, 3, 3).size == 36
    y = apply_dense(X, matrix.reshape(2, 2, 3, 3), bias)
    # The first row is 0 1 2 3 4 0 1 2 3: 0+1+4+9+16+0+6+14+24 = 74, plus 1.
    assert y[0, 0] == 75
    np.testing.assert_array_equal(y.ravel(), matrix @ X.ravel() + bias.ravel())


def test_n18_a_convolution_does_not_grow_with_the_image():
    for side in (5, 32):  # the layer works on any size, and its weight is the same
        weight = np.ones((2, 3, 5, 5))
        assert apply_convolution(np.ones((1, 3, side, side)), weight).shape[1] == 2
        assert count_parameters(weight.shape, (2,)) == 2 * 3 * 5 * 5 + 2 == 152
    assert count_parameters((4, 6, 5, 5), (4,)) == 604  # twice the channels in and out
    assert count_parameters((100, 3, 5, 5), (100,)) == 7600
    assert count_parameters((100, 3 * 32 * 32), (100,)) == 307_300
    assert count_parameters((10, 16 * 224 * 224), (10,)) == 8_028_170  # after flattening it does


# -- Two principles --------------------------------------------------------------------------------


def test_n4_shift_in_shift_out():
    image = np.zeros((9, 9))
    image[2:5, 1:4] = [[1, 2, 0], [0, 3, 1], [4, 0, 2]]
    shifted = np.roll(image, (2, 3), axis=(0, 1))
    y, y_shifted = cross_correlate(image, K), cross_correlate(shifted, K)
    assert np.abs(y - y_shifted).max() > 0  # equivariant, not invariant
    np.testing.assert_array_equal(np.roll(y, (2, 3), axis=(0, 1)), y_shifted)
    assert y.max() == y_shifted.max()  # the maximum is invariant
    strided = cross_correlate(image, K, stride=2), cross_correlate(shifted, K, stride=2)
    assert sorted(strided[0].ravel()) != sorted(strided[1].ravel())  # a stride breaks it
    at_border = cross_correlate(np.roll(image, -2, axis=1), K)
    assert sorted(at_border.ravel()) != sorted(y.ravel())  # and so does the border


def test_n5_depth_grows_the_receptive_field():
    sees = np.zeros((11, 11))
    sees[5, 5] = 1
    for layers, side in [(1, 3), (2, 5), (3, 7)]:
        sees = cross_correlate(sees, np.ones((3, 3)), padding=1)
        assert np.count_nonzero(sees) == side**2, layers


def test_the_demonstration_of_n4_counts_its_parameters():
    assert count_parameters((64, 14 * 14), (64,), (10, 64), (10,)) == 13_258
    assert count_parameters((64, 1, 5, 5), (64,), (10, 64), (10,)) == 2_314


def test_n7_relative_positions_are_another_name_for_the_same_weights():
    weight = np.arange(81).reshape(3, 3, 3, 3) % 11 - 5
    expected = np.zeros((3, 3))
    for i, j in np.ndindex(3, 3):
        v = {(k - i, m - j): weight[i, j, k, m] for k, m in np.ndindex(3, 3)}
        assert len(v) == 9  # every weight has one new name
        expected[i, j] = sum(v[a, b] * X[i + a, j + b] for a, b in v)
    np.testing.assert_array_equal(apply_dense(X, weight, np.zeros((3, 3))), expected)


def test_n8_the_first_principle_alone_is_cross_correlation():
    shared = np.arange(25).reshape(5, 5) % 7
    h = cross_correlate(X, shared, padding=2)
    # 6*0 + 0*1 + 1*2 + 4*3 + 5*4 + 6*5 + 2*6 + 3*7 + 4*8 = 129, the middle on the middle
    assert h[1, 1] == 129
    weight = weight_of(lambda image: cross_correlate(image, shared, padding=2), (3, 3))
    assert (weight.size, shared.size) == (81, 25)
    np.testing.assert_array_equal(apply_dense(X, weight, np.zeros((3, 3))), h)


def test_n9_the_comma_of_the_slide_means_or():
    a, b = np.mgrid[-3:4, -3:4]
    assert np.count_nonzero(~((abs(a) > 1) | (abs(b) > 1))) == 9  # (2D + 1)^2
    assert np.count_nonzero(~((abs(a) > 1) & (abs(b) > 1))) == 33  # "and" leaves a cross


def test_n7_to_n10_a_dense_weight_after_both_principles_is_cross_correlation():
    d = 1
    kernel = np.arange(1, 10).reshape(3, 3)
    weight = np.zeros((5, 5, 5, 5))
    for i, j, a, b in np.ndindex(5, 5, 5, 5):
        if abs(a - i) <= d and abs(b - j) <= d:  # w_ijkl = v_(k-i)(l-j), zero beyond d
            weight[i, j, a, b] = kernel[a - i + d, b - j + d]
    x = np.arange(25).reshape(5, 5) ** 2 % 7
    np.testing.assert_array_equal(
        apply_dense(x, weight, np.zeros((5, 5))), cross_correlate(x, kernel, padding=d)
    )
    np.testing.assert_array_equal(
        weight_of(lambda image: cross_correlate(image, kernel, padding=d), (5, 5)), weight
    )
    assert kernel.size == (2 * d + 1) ** 2 == 9


# -- Cross-correlation -----------------------------------------------------------------------------


def test_n11_the_example():
    np.testing.assert_array_equal(cross_correlate(X, K), [[19, 25], [37, 43]])
    assert 0 * 0 + 1 * 1 + 3 * 2 + 4 * 3 == 19


def test_n12_n15_the_layer_adds_a_bias():
    assert output_shape((3, 3), (2, 2)) == (2, 2)
    np.testing.assert_array_equal(cross_correlate(X, K, bias=1), [[20, 26], [38, 44]])
    assert output_shape((28, 28), (5, 3)) == (24, 26)


def test_n13_convolution_flips_the_kernel():
    np.testing.assert_array_equal(convolve(X, K), [[5, 11], [23, 29]])
    np.testing.assert_array_equal(convolve(X, K[::-1, ::-1]), [[19, 25], [37, 43]])


def test_n14_one_and_three_axes():
    np.testing.assert_array_equal(
        cross_correlate(np.arange(7), np.array([1, 2])), [2, 5, 8, 11, 14, 17]
    )
    # 0*0 + 1*1 + 3*2 + 4*3 + 9*4 + 10*5 + 12*6 + 13*7 = 268, and 28 more a step
    cube, kernel = np.arange(27).reshape(3, 3, 3), np.arange(8).reshape(2, 2, 2)
    expected = [[[268, 296], [352, 380]], [[520, 548], [604, 632]]]
    np.testing.assert_array_equal(cross_correlate(cube, kernel), expected)
    # Channels come on top: C x T x H x W. The kernel has one place along C.
    film = np.stack([cube, cube + 1, cube + 2])
    film_kernel = np.stack([kernel, kernel, kernel])
    # Three times 268, and the kernel's sum of 28 once and twice more.
    assert cross_correlate(film, film_kernel).shape == (1, 2, 2, 2)
    assert cross_correlate(film, film_kernel)[0, 0, 0, 0] == 3 * 268 + 28 + 56


def test_n14_the_scan_that_ships_in_a_wheel():
    file = Path(nibabel.__file__).parent / "tests/data/example4d.nii.gz"
    assert nibabel.load(file).shape == (128, 96, 24, 2)


def test_edge_kernel():
    image = np.ones((6, 8))
    image[:, 2:6] = 0
    expected = np.tile([0, 1, 0, 0, 0, -1, 0], (6, 1))
    np.testing.assert_array_equal(cross_correlate(image, np.array([[1, -1]])), expected)


# -- Learning --------------------------------------------------------------------------------------

BAR = np.ones((6, 8))
BAR[:, 2:6] = 0


@pytest.mark.parametrize(("flipped", "expected"), [(False, [[1, -1]]), (True, [[-1, 1]])])
def test_n16_kernel_and_bias_are_learned_and_convolution_learns_the_flipped_one(flipped, expected):
    answer = np.tile([3, 4, 3, 3, 3, 2, 3], (6, 1))  # the edges of the bar, and a bias of 3
    (kernel, bias), losses = descend(
        lambda k, b: squared_error(k, b, BAR, answer, flipped=flipped),
        [np.zeros((1, 2)), np.zeros(())],
        rate=0.5,
        steps=60,
    )
    np.testing.assert_allclose(losses[0], 65 / 7)  # (9 + 16 + 9 + 9 + 9 + 4 + 9) / 7
    np.testing.assert_allclose(kernel, expected, atol=1e-3)
    np.testing.assert_allclose(bias, 3, atol=1e-3)


def test_n17_a_kernel_too_small_cannot_learn_and_a_larger_one_can():
    noise = np.random.default_rng(4).normal(size=(30, 40))
    answer = noise[:, :-2] - noise[:, 1:-1]  # what [1, -1] gives
    final = {}
    for width in (1, 2, 3):
        seen = noise[:, : 37 + width]
        _, losses = descend(
            lambda k, b, x=seen: squared_error(k, b, x, answer),
            [np.zeros((1, width)), np.zeros(())],
            rate=0.2,
            steps=80,
        )
        final[width] = losses[-1]
    assert final[1] > 0.8  # nearly the whole variance of what it cannot see, which is 1
    assert max(final[2], final[3]) < 1e-6


@pytest.mark.parametrize(
    ("chain", "side"),
    [
        ([Link(3)], 3),
        ([Link(7)], 7),  # a larger kernel
        ([Link(3), Link(3), Link(3)], 7),  # depth: 1 + 2 + 2 + 2
        ([Link(3, stride=2), Link(3, stride=2), Link(3)], 15),  # 1 + 2 + 2*2 + 2*4
        ([Link(3), Link(3, dilation=2), Link(3, dilation=4)], 15),  # 1 + 2 + 4 + 8
    ],
)
def test_n17_size_depth_stride_and_dilation_all_let_it_see_more(chain, side):
    assert receptive_field(chain) == side


# -- Padding and stride ----------------------------------------------------------------------------


def test_n23_strided_convolution_of_the_lecture():
    assert output_shape((7, 7), (3, 3), stride=2) == (3, 3)
    assert output_shape((6, 6), (3, 3), stride=2, padding=1) == (3, 3)  # floor(5 / 2) + 1
    y = cross_correlate(NG_INPUT, NG_FILTER, stride=2)
    np.testing.assert_array_equal(y, [[91, 100, 88], [69, 91, 117], [44, 72, 74]])
    lecture = np.array([[91, 100, 83], [69, 91, 127], [44, 72, 74]])
    assert np.argwhere(lecture != y).tolist() == [[0, 2], [1, 2]]
    # The last column's two disputed numbers, term by term:
    assert 6 * 3 + 2 * 4 + 9 * 4 + 7 * 1 + 3 * 2 + 8 * -1 + 7 * 3 == y[0, 2] == 88
    assert 8 * 3 + 9 * 4 + 7 * 4 + 6 * 1 + 4 * 2 + 3 * -1 + 6 * 3 == y[1, 2] == 117


def test_n24_the_flip_is_no_transpose():
    kernel = np.array([[3, 4, 5], [1, 0, 2], [-1, 9, 7]])
    flipped = np.array([[7, 9, -1], [2, 0, 1], [5, 4, 3]])
    point = np.zeros((5, 5))
    point[2, 2] = 1
    # Convolution leaves a kernel as it is where the image is a point; correlation turns it.
    np.testing.assert_array_equal(convolve(point, kernel), kernel)
    np.testing.assert_array_equal(cross_correlate(point, kernel), flipped)
    lecture = np.array([[7, 2, 5], [9, 0, 4], [-1, 1, 3]])
    np.testing.assert_array_equal(cross_correlate(point, kernel).T, lecture)
    assert (flipped != lecture).any()


def test_padding_of_the_example():
    expected = [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]]
    np.testing.assert_array_equal(cross_correlate(X, K, padding=1), expected)
    np.testing.assert_array_equal(cross_correlate(X, K, padding=1, stride=(3, 2)), [[0, 8], [6, 8]])


def test_sizes():
    assert output_shape((8, 8), (3, 5), padding=(0, 1), stride=(3, 4)) == (2, 2)
    size = (240, 240)
    for _ in range(10):
        size = output_shape(size, (5, 5))
    assert size == (200, 200)
    assert f"{1 - 200**2 / 240**2:.1%}" == "30.6%"


@pytest.mark.parametrize("n", [7, 8])
@pytest.mark.parametrize("k", [2, 3, 5])
@pytest.mark.parametrize("p", [0, 1, 2])
def test_padding_per_side_is_half_of_padding_in_total(n, k, p):
    total = 2 * p
    assert output_shape((n,), (k,), padding=p) == (n - k + total + 1,)  # D2L's formula


def test_same_padding_of_an_even_kernel():
    end, start = [[19, 25, 10], [37, 43, 16], [7, 8, 0]], [[0, 3, 8], [9, 19, 25], [21, 37, 43]]
    padded = cross_correlate(X, K, padding=1)
    np.testing.assert_array_equal(padded[1:, 1:], end)  # bottom and right: this course, PyTorch
    np.testing.assert_array_equal(padded[:-1, :-1], start)  # top and left
    np.testing.assert_array_equal(signal.correlate2d(X, K, mode="same"), end)
    np.testing.assert_array_equal(signal.correlate(X, K, mode="same"), start)
    np.testing.assert_array_equal(np.correlate(np.arange(4), [1, 2], mode="same"), [0, 2, 5, 8])


def test_operations_of_a_layer():
    out = output_shape((256, 256), (5, 5), padding=2)
    assert out == (256, 256)
    multiplications = count_parameters((*out, 128, 128, 5, 5))
    assert f"{2 * multiplications / 1e9:.2f}" == "53.69"  # each product is added, too


# -- Channels --------------------------------------------------------------------------------------

CHANNELS_IN = np.stack([X, X + 1])
KERNELS_IN = np.stack([K, K + 1])


def test_n19_a_1x1_convolution_is_a_dense_layer_at_every_pixel():
    pixel = np.array([2, 5]).reshape(1, 2, 1, 1)
    weight = np.array([[1, 0], [1, 1], [-1, 2]]).reshape(3, 2, 1, 1)
    image = np.tile(pixel, (1, 1, 3, 4))
    y = apply_convolution(image, weight)
    np.testing.assert_array_equal(y, np.tile(np.array([2, 7, 8]).reshape(1, 3, 1, 1), (3, 4)))


def test_n22_shapes_of_the_recognition_network():
    size = (28, 28)
    sizes = []
    for kernel, stride in [(5, 1), (2, 2), (5, 1), (2, 2)]:
        size = output_shape(size, (kernel, kernel), stride=stride)
        sizes.append(size)
    assert sizes == [(24, 24), (12, 12), (8, 8), (4, 4)]
    assert output_shape((28, 28), (5, 5), padding=2) == (28, 28)


@pytest.mark.parametrize(
    ("more", "expected"),
    [(0, [[56, 72], [104, 120]]), (1, [[76, 100], [148, 172]]), (2, [[96, 128], [192, 224]])],
)
def test_n20_n21_channels_in_are_summed_and_every_kernel_gives_one_out(more, expected):
    # A kernel with as many planes as the input has channels, cross-correlated on all three axes.
    np.testing.assert_array_equal(cross_correlate(CHANNELS_IN, KERNELS_IN + more)[0], expected)
    weight = np.stack([KERNELS_IN, KERNELS_IN + 1, KERNELS_IN + 2])
    maps = apply_convolution(CHANNELS_IN[None], weight, np.array([10, 20, 30]))
    np.testing.assert_array_equal(maps[0, more], np.array(expected) + 10 * (more + 1))
