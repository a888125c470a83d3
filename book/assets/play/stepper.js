// Cross-correlation one window at a time: what the kernel sees, the products, the sum.

import { crossCorrelate, flip, outputShape, reach, shapeOf, termsAt, total } from "./ops.js";
import {
  alternatives,
  Board,
  box,
  choice,
  Figure,
  h,
  language,
  number,
  slider,
  toggle,
  Walk,
} from "./play.js";

const WORDS = {
  en: {
    axes: "Axes",
    one: "1-D",
    two: "2-D",
    input: "Input",
    counting: "counting",
    dot: "a dot",
    edge: "an edge",
    own: "my own numbers",
    kernel: "Kernel",
    book: "the book's",
    sides: "left minus right",
    blur: "sum of the window",
    same: "identity",
    padding: "Padding",
    stride: "Stride",
    dilation: "Dilation",
    flip: "flip the kernel (true convolution)",
    flipped: "flip(K)",
    size: "Output size",
    unfit: "The kernel covers more than the padded input holds: it does not fit.",
    says: (at, count, sum) => `Step ${at} of ${count}: ${sum}`,
    rows: (name, rows) => `${name}: ${rows}`,
    later: "not yet",
    hint: "Click into the input or the kernel and type; arrow keys go from box to box.",
  },
  zh: {
    axes: "维数",
    one: "一维",
    two: "二维",
    input: "输入",
    counting: "顺次的数",
    dot: "一个点",
    edge: "一条边缘",
    own: "自己填的数",
    kernel: "核",
    book: "书里的核",
    sides: "左减右",
    blur: "窗口之和",
    same: "恒等",
    padding: "填充",
    stride: "步幅",
    dilation: "膨胀",
    flip: "翻转核（真正的卷积）",
    flipped: "flip(K)",
    size: "输出大小",
    unfit: "核覆盖的范围比填充后的输入还大，放不下。",
    says: (at, count, sum) => `第 ${at} 步，共 ${count} 步：${sum}`,
    rows: (name, rows) => `${name}：${rows}`,
    later: "未算",
    hint: "点进输入或核里的格子就能改数，方向键在格子之间移动。",
  },
}[language];

// By number of axes; the first of each is the one to begin with.
const INPUTS = {
  1: {
    counting: [[0, 1, 2, 3, 4, 5, 6]],
    dot: [[0, 0, 0, 1, 0, 0, 0]],
    edge: [[2, 2, 9, 9, 9, 2]],
  },
  2: {
    counting: [
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ],
    dot: [
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ],
    edge: [
      [0, 0, 0, 9, 9],
      [0, 0, 0, 9, 9],
      [0, 0, 0, 9, 9],
      [0, 0, 9, 9, 9],
      [0, 0, 9, 9, 9],
    ],
  },
};
const KERNELS = {
  1: { book: [[1, 2]], sides: [[1, -1]], blur: [[1, 1, 1]], same: [[0, 1, 0]] },
  2: {
    book: [
      [0, 1],
      [2, 3],
    ],
    sides: [[1, -1]],
    blur: [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    same: [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
  },
};

class Stepper extends Figure {
  build() {
    const axes = this.setting("axes", 2);
    this.state = {
      axes,
      input: this.setting("input", "counting"),
      kernel: this.setting("kernel", "book"),
      padding: this.setting("padding", 0),
      stride: this.setting("stride", 1),
      dilation: this.setting("dilation", 1),
      flip: false,
    };
    this.choose("input");
    this.choose("kernel");
    const sign = (text) => h("span", { className: "play-sign", "aria-hidden": "true" }, text);
    this.x = new Board({
      name: "X",
      role: "input",
      label: WORDS.input,
      onedit: this.editor("input"),
    });
    this.k = new Board({
      name: "K",
      role: "kernel",
      label: WORDS.kernel,
      onedit: this.editor("kernel"),
    });
    this.flipped = new Board({ name: WORDS.flipped, role: "kernel", label: WORDS.flipped });
    const onpick = (i, j) => this.walk.go(i * this.counts[1] + j);
    this.y = new Board({ name: "Y", role: "output", label: "Y", onpick });
    this.arrow = sign("→");
    const boards = [
      this.x.element,
      sign("⋆"),
      this.k.element,
      this.arrow,
      this.flipped.element,
      sign("="),
      this.y.element,
    ];
    this.sum = h("div", { className: "play-sum" });
    this.walk = new Walk(() => this.set({}));
    this.size = h("p", { className: "play-note" });
    const note = h("p", { className: "play-note" }, WORDS.hint);
    this.equation = h("div", { className: "play-equation" }, boards);
    return [this.equation, this.sum, this.walk.element, this.settings(), this.size, note];
  }

  settings() {
    const { axes, padding, stride, dilation } = this.state;
    const list = (what) =>
      choice({ label: WORDS[what], options: [], onchange: (to) => this.choose(what, to) });
    const range = (what, min, max, value) =>
      slider({ label: WORDS[what], min, max, value, onchange: (to) => this.set({ [what]: to }) });
    this.lists = { input: list("input"), kernel: list("kernel") };
    return h(
      "div",
      { className: "play-settings" },
      alternatives({
        label: WORDS.axes,
        options: [
          [1, WORDS.one],
          [2, WORDS.two],
        ],
        value: axes,
        onchange: (to) => {
          this.state.axes = to;
          this.choose("input", "counting");
          this.choose("kernel", "book");
        },
      }),
      Object.values(this.lists),
      range("padding", 0, 2, padding),
      range("stride", 1, 3, stride),
      range("dilation", 1, 3, dilation),
      toggle({ label: WORDS.flip, value: false, onchange: (to) => this.set({ flip: to }) }),
    );
  }

  /** Take the numbers that have a name; `own` are those that are there. */
  choose(what, name = this.state[what]) {
    const set = { input: INPUTS, kernel: KERNELS }[what][this.state.axes][name];
    if (set) this[`${what}Values`] = set.map((row) => [...row]);
    if (this.walk) this.set({ [what]: name });
  }

  /** What happens when a reader types into a box. */
  editor(what) {
    return (i, j, value) => {
      const rows = this[`${what}Values`];
      if (value !== null && value !== rows[i][j]) {
        rows[i][j] = value;
        this.set({ [what]: "own" });
      } else if (value === null) this.draw();
    };
  }

  update() {
    const { axes, input, kernel, padding, stride, dilation, flip: flipped } = this.state;
    for (const [what, sets, name] of [
      ["input", INPUTS, input],
      ["kernel", KERNELS, kernel],
    ]) {
      this.lists[what].offer(
        [...Object.keys(sets[axes]), "own"].map((key) => [key, WORDS[key]]),
        name,
      );
    }
    const across = (least, value) => [axes === 1 ? least : value, value];
    const options = {
      padding: across(0, padding),
      stride: across(1, stride),
      dilation: across(1, dilation),
    };
    this.options = { ...options, flip: flipped };
    const shape = JSON.stringify([shapeOf(this.inputValues), shapeOf(this.kernelValues), options]);
    this.counts = outputShape(shapeOf(this.inputValues), shapeOf(this.kernelValues), options);
    if (shape !== this.shape) this.walk.reset(this.counts ? this.counts[0] * this.counts[1] : 0, 0);
    this.shape = shape;
    this.writeSize();
    this.draw();
  }

  draw() {
    const { padding, dilation } = this.options;
    const shape = shapeOf(this.kernelValues);
    const x = shapeOf(this.inputValues)[1] + 2 * padding[1];
    const columns = x + shape[1] * (this.options.flip ? 2 : 1) + (this.counts?.[1] ?? 1);
    this.equation.style.setProperty("--total", columns);
    this.arrow.hidden = this.flipped.element.hidden = !this.options.flip;
    this.k.draw({ values: this.kernelValues });
    this.flipped.draw({ values: flip(this.kernelValues) });
    if (!this.counts) {
      this.x.draw({ values: this.inputValues, padding });
      this.y.draw({ values: [[0]], blank: () => true, says: WORDS.unfit });
      this.sum.replaceChildren(h("p", {}, WORDS.unfit));
      this.announce(WORDS.unfit);
      return;
    }
    const step = this.walk.at;
    const at = [Math.floor(step / this.counts[1]), step % this.counts[1]];
    const terms = termsAt(this.inputValues, this.kernelValues, at, this.options);
    const seen = new Set(terms.map(({ place }) => place.join()));
    const frame = { at: terms[0].place, shape: reach(shape, dilation) };
    const lit = (i, j) => seen.has(`${i},${j}`);
    this.x.draw({ values: this.inputValues, padding, lit, frame });
    const values = crossCorrelate(this.inputValues, this.kernelValues, this.options);
    const blank = (i, j) => i * this.counts[1] + j > step;
    const words = values.map((row, i) =>
      row.map((y, j) => (blank(i, j) ? WORDS.later : number(y))).join(", "),
    );
    const here = (i, j) => i === at[0] && j === at[1];
    this.y.draw({ values, blank, lit: here, says: WORDS.rows("Y", words.join("; ")) });
    this.writeSum(terms);
  }

  writeSum(terms) {
    const signed = (value) => (value < 0 ? `(${number(value)})` : number(value));
    const sum = number(total(terms));
    const factors = terms.map(({ inside, value, weight }) =>
      h(
        "span",
        { className: "play-term" },
        box(inside ? "input" : "padding", number(value)),
        "·",
        box("kernel", number(weight)),
      ),
    );
    const products = terms.map(({ product }) => signed(product)).join(" + ");
    this.sum.replaceChildren(
      h("div", { className: "play-terms" }, factors),
      h("div", { className: "play-products" }, `= ${products}`),
      h("div", { className: "play-total" }, "= ", box("output", sum)),
    );
    const spoken = terms
      .map(({ value, weight }) => `${signed(value)} · ${signed(weight)}`)
      .join(" + ");
    const playing = this.walk.timer !== null; // then the sum alone, since the next step follows soon
    this.announce(
      WORDS.says(this.walk.at + 1, this.walk.count, playing ? sum : `${spoken} = ${sum}`),
    );
  }

  writeSize() {
    const { padding, stride, dilation } = this.options;
    const [n, k] = [shapeOf(this.inputValues), shapeOf(this.kernelValues)];
    const along = (axis) => {
      const [p, s, d] = [padding[axis], stride[axis], dilation[axis]];
      return `⌊(${n[axis]} + 2·${p} − ${d}·(${k[axis]} − 1) − 1) / ${s}⌋ + 1 = ${this.counts[axis]}`;
    };
    const axes = this.state.axes === 1 ? [1] : n[0] === n[1] && k[0] === k[1] ? [0] : [0, 1];
    this.size.textContent = this.counts ? `${WORDS.size}: ${axes.map(along).join(", ")}` : "";
  }
}

customElements.define("play-stepper", Stepper);
