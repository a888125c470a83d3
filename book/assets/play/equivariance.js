// Shift, then the layer; or the layer, then shift: where the two agree, and by how much not.

import { applyDense, crossCorrelate, fill, randomNumbers, shapeOf, shift, zip } from "./ops.js";
import { alternatives, choice, Figure, h, hex, language, number, slider } from "./play.js";

const WORDS = {
  en: {
    picture: "Image",
    arrow: "an arrow",
    ring: "a ring",
    dot: "a dot",
    kernel: "Kernel",
    edges: "edges",
    blur: "mean",
    right: "Shift right",
    down: "Shift down",
    border: "Border",
    zeros: "zeros",
    wrap: "circular",
    stride: "Stride",
    columns: ["shift, then layer", "layer, then shift", "difference"],
    input: "x",
    moved: "x, shifted",
    convolution: "Convolution",
    dense: "Fully connected",
    largest: (value, count, all) => `largest difference ${value}; ${count} of ${all} pixels differ`,
    inside: (value) => `away from the border: ${value}`,
    and: "; ",
    half: "An odd shift is half a step at stride 2: no shift of the output can match it.",
    image: (what, low, high) => `${what}: from ${low} to ${high}`,
    says: (conv, dense) =>
      `Convolution, largest difference ${conv}. Fully connected, largest difference ${dense}.`,
  },
  zh: {
    picture: "图像",
    arrow: "箭头",
    ring: "圆环",
    dot: "一个点",
    kernel: "核",
    edges: "边缘",
    blur: "平均",
    right: "右移",
    down: "下移",
    border: "边界",
    zeros: "补零",
    wrap: "循环",
    stride: "步幅",
    columns: ["先平移，再过层", "先过层，再平移", "两者之差"],
    input: "x",
    moved: "平移后的 x",
    convolution: "卷积层",
    dense: "全连接层",
    largest: (value, count, all) => `最大的差 ${value}；${all} 个像素里有 ${count} 个不同`,
    inside: (value) => `远离边界处：${value}`,
    and: "；",
    half: "步幅为 2 时，移动奇数格相当于输出移动半格，怎样平移输出都对不上。",
    image: (what, low, high) => `${what}：从 ${low} 到 ${high}`,
    says: (conv, dense) => `卷积层，最大的差 ${conv}。全连接层，最大的差 ${dense}。`,
  },
}[language];

const SIDE = 12;
const PICTURES = {
  arrow: [
    "......#.....",
    "......##....",
    "......###...",
    ".########...",
    ".#########..",
    ".########...",
    "......###...",
    "......##....",
    "......#.....",
  ],
  ring: [
    "............",
    "....####....",
    "...##..##...",
    "..##....##..",
    "..#......#..",
    "..#......#..",
    "..##....##..",
    "...##..##...",
    "....####....",
  ],
  dot: ["", "", "", "", "", "......#"],
};
const KERNELS = {
  edges: [
    [1, 0, -1],
    [2, 0, -2],
    [1, 0, -1],
  ],
  blur: [
    [1 / 9, 1 / 9, 1 / 9],
    [1 / 9, 1 / 9, 1 / 9],
    [1 / 9, 1 / 9, 1 / 9],
  ],
};
const PADDING = 1;

const imageOf = (name) =>
  fill([SIDE, SIDE], (i, j) => (PICTURES[name][i - 1]?.[j] === "#" ? 1 : 0));
const largest = (rows) => Math.max(...rows.flat().map(Math.abs));

/** A picture of an array: grey, or by sign, blue to vermilion, with `limit` in full colour. */
class Picture {
  constructor(words) {
    this.words = words;
    this.canvas = h("canvas", { role: "img" });
    this.element = h("div", { className: "play-picture" }, this.canvas, h("span", {}, words));
  }

  draw(rows, limit) {
    const [height, width] = shapeOf(rows);
    Object.assign(this.canvas, { width, height });
    const pixels = rows
      .flat()
      .flatMap((value) => [...(limit ? signed(value / limit) : grey(value)), 255]);
    this.canvas
      .getContext("2d")
      .putImageData(new ImageData(Uint8ClampedArray.from(pixels), width, height), 0, 0);
    const range = [Math.min(...rows.flat()), Math.max(...rows.flat())];
    this.canvas.setAttribute("aria-label", WORDS.image(this.words, ...range.map(number)));
  }
}

const grey = (value) => [255 * value, 255 * value, 255 * value];

function signed(value) {
  const colour = hex(value < 0 ? "--play-input-line" : "--play-kernel-line");
  return colour.map((part) => 255 + (part - 255) * Math.min(1, Math.abs(value)));
}

class Equivariance extends Figure {
  build() {
    this.state = {
      picture: "arrow",
      kernel: "edges",
      right: this.setting("right", 4),
      down: this.setting("down", 0),
      border: this.setting("border", "zeros"),
      stride: this.setting("stride", 1),
    };
    const random = randomNumbers(11);
    const side = SIDE * SIDE;
    this.dense = fill([side, side], () => (random() - 0.5) / 2);
    this.input = new Picture(WORDS.input);
    this.moved = new Picture(WORDS.moved);
    this.rows = { convolution: this.row("convolution"), dense: this.row("dense") };
    this.half = h("p", { className: "play-note" });
    const set = (name) => (to) => this.set({ [name]: to });
    const list = (name, options) =>
      choice({
        label: WORDS[name],
        options: options.map((key) => [key, WORDS[key]]),
        value: this.state[name],
        onchange: set(name),
      });
    const range = (name) =>
      slider({
        label: WORDS[name],
        min: -6,
        max: 6,
        value: this.state[name],
        show: number,
        onchange: set(name),
      });
    return [
      h("div", { className: "play-pictures" }, this.input.element, this.moved.element),
      ...Object.values(this.rows).map((row) => row.element),
      this.half,
      h(
        "div",
        { className: "play-settings" },
        range("right"),
        range("down"),
        alternatives({
          label: WORDS.border,
          options: [
            ["zeros", WORDS.zeros],
            ["wrap", WORDS.wrap],
          ],
          value: this.state.border,
          onchange: set("border"),
        }),
        alternatives({
          label: WORDS.stride,
          options: [
            [1, "1"],
            [2, "2"],
          ],
          value: this.state.stride,
          onchange: set("stride"),
        }),
        list("picture", Object.keys(PICTURES)),
        list("kernel", Object.keys(KERNELS)),
      ),
    ];
  }

  row(name) {
    const pictures = WORDS.columns.map((words) => new Picture(words));
    const text = h("p", { className: "play-measure" });
    const title = h("div", { className: "play-title" }, WORDS[name]);
    const grid = h(
      "div",
      { className: "play-pictures" },
      pictures.map((picture) => picture.element),
    );
    return { pictures, text, element: h("div", { className: "play-layer" }, title, grid, text) };
  }

  update() {
    const { picture, kernel, right, down, border, stride } = this.state;
    const wrap = border === "wrap";
    const by = [down, right];
    this.x = imageOf(picture);
    const x = this.x;
    const moved = shift(x, by, wrap);
    const options = { padding: [PADDING, PADDING], stride: [stride, stride], wrap };
    const convolution = (image) => crossCorrelate(image, KERNELS[kernel], options);
    const dense = (image) => applyDense(image, this.dense);
    const after = by.map((step) => Math.floor(step / stride));
    this.input.draw(x);
    this.moved.draw(moved);
    this.results = {
      convolution: this.compare(
        "convolution",
        convolution(moved),
        shift(convolution(x), after, wrap),
      ),
      dense: this.compare("dense", dense(moved), shift(dense(x), by, wrap)),
    };
    const [conv, all] = [this.results.convolution, this.results.dense].map((r) =>
      number(largest(r)),
    );
    this.half.textContent = stride === 2 && by.some((step) => step % 2) ? WORDS.half : "";
    this.announce(WORDS.says(conv, all));
  }

  /** Draw both ways of one layer and their difference, say how large it is, and return it. */
  compare(name, first, second) {
    const { pictures, text } = this.rows[name];
    // Sums in another order differ in the last digits, which is no difference of the layers.
    const difference = zip((a, b) => (Math.abs(a - b) < 1e-9 ? 0 : a - b), first, second);
    const limit = Math.max(largest(first), largest(second)) || 1;
    [first, second, difference].forEach((rows, n) => pictures[n].draw(rows, limit));
    const count = difference.flat().filter(Boolean).length;
    const parts = [WORDS.largest(number(largest(difference)), count, difference.flat().length)];
    if (name === "convolution") parts.push(WORDS.inside(number(largest(this.inner(difference)))));
    text.textContent = parts.join(WORDS.and);
    return difference;
  }

  /** The differences where both ways have looked at pixels of the image only; 0 elsewhere. */
  inner(difference) {
    const { right, down, stride } = this.state;
    const whole = (place, by) =>
      [place, place - by].every((at) => at >= PADDING && at < SIDE - PADDING);
    return zip(
      (value, i, j) => (whole(i, down) && whole(j, right) ? value : 0),
      difference,
      fill(shapeOf(difference), (i) => i * stride),
      fill(shapeOf(difference), (_, j) => j * stride),
    );
  }
}

customElements.define("play-equivariance", Equivariance);
