// The arithmetic of the figures: what book/convolution/ does, in the reader's browser.
//
// Arrays are arrays of rows; a sequence is an array of one row. What may differ by axis is a pair
// [rows, columns]. Padding counts per side. tests/test_play.py compares all of it with SciPy.

const NONE = { padding: [0, 0], stride: [1, 1], dilation: [1, 1], flip: false, wrap: false };

/** Height and width of an array of rows. */
export const shapeOf = (x) => [x.length, x[0].length];

/** An array of rows whose elements are `value(row, column)`. */
export const fill = ([height, width], value) =>
  Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => value(i, j)));

/** Element by element: `combine` of the elements of arrays of one shape. */
export const zip = (combine, ...arrays) =>
  fill(shapeOf(arrays[0]), (i, j) => combine(...arrays.map((x) => x[i][j])));

/** The sum of a list. */
export const sum = (numbers) => numbers.reduce((total, value) => total + value, 0);

/** The kernel flipped in both axes, as convolution in mathematics does. */
export const flip = (kernel) => [...kernel].reverse().map((row) => [...row].reverse());

/** How many elements a dilated kernel covers on each axis: d (k - 1) + 1. */
export const reach = (kernel, dilation) => kernel.map((k, axis) => dilation[axis] * (k - 1) + 1);

/**
 * Windows on each axis: floor((n + 2p - d(k - 1) - 1) / s) + 1; null where the kernel does not fit.
 * Source: Dumoulin and Visin, arXiv:1603.07285, relationship 15.
 */
export function outputShape(input, kernel, options = {}) {
  const { padding, stride, dilation } = { ...NONE, ...options };
  const room = reach(kernel, dilation).map((size, axis) => input[axis] + 2 * padding[axis] - size);
  return room.some((left) => left < 0)
    ? null
    : room.map((left, axis) => Math.floor(left / stride[axis]) + 1);
}

/**
 * The terms of one output element, in reading order.
 *
 * Each has its place in the padded input, whether that is `inside` the image, and the two numbers
 * that are multiplied. With `wrap` the image goes on beyond its border on its other side.
 */
export function termsAt(x, kernel, [row, column], options = {}) {
  const { padding, stride, dilation, flip: flipped, wrap } = { ...NONE, ...options };
  const [height, width] = shapeOf(x);
  const weights = flipped ? flip(kernel) : kernel;
  return weights.flatMap((line, a) =>
    line.map((weight, b) => {
      const place = [row * stride[0] + a * dilation[0], column * stride[1] + b * dilation[1]];
      const [i, j] = [place[0] - padding[0], place[1] - padding[1]];
      const inside = i >= 0 && i < height && j >= 0 && j < width;
      const value = inside ? x[i][j] : wrap ? x[modulo(i, height)][modulo(j, width)] : 0;
      return { place, inside, value, weight, product: value * weight };
    }),
  );
}

/** The sum of the terms' products. */
export const total = (terms) => sum(terms.map((term) => term.product));

/** Cross-correlation of an image with a kernel; with `flip` convolution. Null if it does not fit. */
export function crossCorrelate(x, kernel, options = {}) {
  const shape = outputShape(shapeOf(x), shapeOf(kernel), options);
  return shape && fill(shape, (i, j) => total(termsAt(x, kernel, [i, j], options)));
}

/** A convolutional layer without batch: x (C_in, H, W), weight (C_out, C_in, kh, kw), bias (C_out). */
export function applyConvolution(x, weight, bias, options = {}) {
  return weight.map((planes, o) => {
    const parts = planes.map((plane, c) => crossCorrelate(x[c], plane, options));
    return zip((...values) => sum(values) + bias[o], ...parts);
  });
}

/** A dense layer from image to image: weight (H' W', H W), pixels in reading order. */
export function applyDense(x, weight) {
  const pixels = x.flat();
  const width = x[0].length;
  const outputs = weight.map((row) => sum(row.map((w, i) => w * pixels[i])));
  return fill([outputs.length / width, width], (i, j) => outputs[i * width + j]);
}

/** The image moved `down` and `right`; with `wrap` what leaves comes in on the other side. */
export function shift(x, [down, right], wrap = false) {
  const [height, width] = shapeOf(x);
  return fill([height, width], (i, j) => {
    const [row, column] = [i - down, j - right];
    if (wrap) return x[modulo(row, height)][modulo(column, width)];
    return x[row]?.[column] ?? 0;
  });
}

const modulo = (index, size) => ((index % size) + size) % size;

/**
 * Inputs that one output of a chain of layers spans: 1 + sum_l (k_l - 1) d_l prod_(m<l) s_m.
 * Source: Araujo, Norris and Sim, Distill 2019, equation 2, with dilation.
 */
export function receptiveField(chain) {
  const jumps = jumpsOf(chain);
  return 1 + sum(chain.map(({ kernel, dilation }, l) => (kernel - 1) * dilation * jumps[l]));
}

/** Inputs between neighbouring elements of each layer's input, and last of the output. */
export const jumpsOf = (chain) =>
  chain.reduce((jumps, { stride }) => [...jumps, jumps.at(-1) * stride], [1]);

/**
 * The paths from each element to the output numbered 0, level by level: the input first, the
 * output last. Elements are numbered from the first that an output 0 can see.
 */
export function pathsThrough(chain) {
  const levels = [[1]];
  for (const { kernel, stride, dilation } of [...chain].reverse()) {
    const above = levels[0];
    const below = Array((above.length - 1) * stride + (kernel - 1) * dilation + 1).fill(0);
    above.forEach((paths, i) => {
      for (let a = 0; a < kernel; a += 1) below[i * stride + a * dilation] += paths;
    });
    levels.unshift(below);
  }
  return levels;
}

/**
 * The weights from an image (H, W) to one of its size, without a bias, as exact integers.
 *
 * `dense`: one for every pair of pixels. `local`: only for pixels at most D rows and columns apart,
 * inside the image. `shared`: one for every shift. `both`: the kernel.
 */
export function countWeights(height, width, distance) {
  const n = [BigInt(height), BigInt(width)];
  const d = BigInt(distance);
  const along = (size) => (d < size ? size * (2n * d + 1n) - d * (d + 1n) : size * size);
  const shifts = (size) => (d < size ? 2n * d + 1n : 2n * size - 1n);
  return {
    dense: (n[0] * n[1]) ** 2n,
    local: along(n[0]) * along(n[1]),
    shared: (2n * n[0] - 1n) * (2n * n[1] - 1n),
    both: shifts(n[0]) * shifts(n[1]),
  };
}

/** Numbers that are the same at every visit, evenly spread over [0, 1). */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    return state / 2 ** 32;
  };
}
