// The weight from image to image under the two principles: what is left of it, and how much.

import { countWeights, randomNumbers } from "./ops.js";
import { drawing, Figure, grouped, h, language, mix, slider, toggle } from "./play.js";

const WORDS = {
  en: {
    shared: "First principle: the same everywhere",
    near: "Second principle: only what is near",
    distance: "Distance D",
    output: "Output pixel",
    size: "Image",
    at: (i, j) => `(${i}, ${j})`,
    pixels: (height, width) => `${grouped(height)} × ${grouped(width)}`,
    layer: "Layer",
    weights: "Weights",
    memory: "Memory",
    names: {
      dense: "fully connected",
      local: "locally connected",
      shared: "shared weights",
      both: "convolutional",
    },
    tell: {
      dense: (i, j) =>
        `Each output pixel has a picture of weights of its own. That of (${i}, ${j}) is framed.`,
      local: (i, j) =>
        `Each output pixel has weights of its own, but only near it. Those of (${i}, ${j}) are framed.`,
      shared: (i, j) => `All pictures are cut from one, v: that of (${i}, ${j}) is framed in both.`,
      both: (i, j) =>
        `All pictures are cut from one, v, and only its middle is left: the kernel. That of (${i}, ${j}) is framed.`,
    },
    picture: (layer, count) => `A 4 by 4 image to a 4 by 4 image, ${layer}: ${count} weights`,
    count: (layer, count) => `${layer}: ${count} weights`,
  },
  zh: {
    shared: "原则一：处处相同",
    near: "原则二：只看附近",
    distance: "距离 D",
    output: "输出像素",
    size: "图像",
    at: (i, j) => `(${i}, ${j})`,
    pixels: (height, width) => `${grouped(height)} × ${grouped(width)}`,
    layer: "层",
    weights: "权重数",
    memory: "内存",
    names: { dense: "全连接层", local: "局部连接层", shared: "共享权重", both: "卷积层" },
    tell: {
      dense: (i, j) => `每个输出像素都有一幅自己的权重图，(${i}, ${j}) 的那幅加了框。`,
      local: (i, j) => `每个输出像素有自己的权重，但只在附近。(${i}, ${j}) 的加了框。`,
      shared: (i, j) => `所有小图都从同一幅 v 上剪下来，(${i}, ${j}) 的那幅在两处都加了框。`,
      both: (i, j) =>
        `所有小图都从同一幅 v 上剪下来，而 v 只剩正中间：这就是核。(${i}, ${j}) 的那幅加了框。`,
    },
    picture: (layer, count) => `从 4×4 图像到 4×4 图像，${layer}：${count} 个权重`,
    count: (layer, count) => `${layer}：${count} 个权重`,
  },
}[language];

const SIDE = 4; // of the images in the picture
const GAP = 0.6; // between the small pictures, in boxes
const SIZES = [
  [4, 4],
  [8, 8],
  [28, 28],
  [64, 64],
  [224, 224],
  [1000, 1000],
  [4000, 3000],
];
const LAYERS = ["dense", "local", "shared", "both"];

const places = [...Array(SIDE ** 2).keys()].map((n) => [Math.floor(n / SIDE), n % SIDE]);
const compact = new Intl.NumberFormat(language, {
  notation: "compact",
  compactDisplay: "long",
  maximumSignificantDigits: 3,
});

/** A number of 4-byte numbers as memory. */
function memory(count) {
  let [value, unit] = [Number(count) * 4, 0];
  for (; value >= 1000 && unit < 5; unit += 1) value /= 1000;
  return `${Number(value.toPrecision(3))}\u00a0${["B", "kB", "MB", "GB", "TB", "PB"][unit]}`;
}

class Weights extends Figure {
  build() {
    this.state = { shared: false, near: false, distance: 1, output: 5, size: 0 };
    const random = randomNumbers(3);
    this.own = places.map(() => places.map(random)); // by output and input
    this.common = Array.from({ length: (2 * SIDE - 1) ** 2 }, random); // by shift
    const side = SIDE * SIDE + (SIDE - 1) * GAP;
    this.w = drawing(side + 0.4, side + 0.4, "play-tensor");
    this.v = drawing(2 * SIDE - 0.6, 2 * SIDE - 0.6, "play-shared");
    this.wBoxes = places.map((at) => places.map((seen) => this.w.box(...this.corner(at, seen), 1)));
    this.vBoxes = this.common.map((_, n) => {
      const width = 2 * SIDE - 1;
      return this.v.box((n % width) + 0.2, Math.floor(n / width) + 0.2, 1);
    });
    this.wFrame = this.w.frame(SIDE);
    this.vFrame = this.v.frame(SIDE);
    const named = (name, picture) =>
      h(
        "div",
        { className: "play-board" },
        h("div", { className: "play-name kernel" }, name),
        picture.element,
      );
    this.text = h("p", { className: "play-note" });
    const set = (name) => (to) => this.set({ [name]: to });
    const { distance, output } = this.state;
    this.far = slider({
      label: WORDS.distance,
      min: 0,
      max: 3,
      value: distance,
      onchange: set("distance"),
    });
    this.body = h("tbody");
    const head = [WORDS.layer, WORDS.weights, WORDS.memory].map((words) =>
      h("th", { scope: "col" }, words),
    );
    this.number = h("p", { className: "play-number" });
    return [
      h(
        "div",
        { className: "play-principles" },
        toggle({ label: WORDS.shared, value: false, onchange: set("shared") }),
        toggle({ label: WORDS.near, value: false, onchange: set("near") }),
      ),
      h(
        "div",
        { className: "play-equation" },
        named("W", this.w),
        h("div", { className: "play-beside" }, named("v", this.v), this.text),
      ),
      h(
        "div",
        { className: "play-settings" },
        slider({
          label: WORDS.output,
          min: 0,
          max: SIDE ** 2 - 1,
          value: output,
          show: (n) => WORDS.at(...places[n]),
          onchange: set("output"),
        }),
        this.far,
        slider({
          label: WORDS.size,
          min: 0,
          max: SIZES.length - 1,
          value: 0,
          show: (n) => WORDS.pixels(...SIZES[n]),
          onchange: set("size"),
        }),
      ),
      this.number,
      h("table", { className: "play-counts" }, h("thead", {}, h("tr", {}, head)), this.body),
    ];
  }

  /** Where the weight of an output and an input stands in the picture of W. */
  corner([i, j], [k, l]) {
    return [j * (SIDE + GAP) + l + 0.2, i * (SIDE + GAP) + k + 0.2];
  }

  get layer() {
    const { shared, near } = this.state;
    return near ? (shared ? "both" : "local") : shared ? "shared" : "dense";
  }

  update() {
    const { shared, near, distance, output } = this.state;
    const is0 = (a, b) => near && (Math.abs(a) > distance || Math.abs(b) > distance);
    const reach = SIDE - 1;
    const one = (a, b) => this.common[(a + reach) * (2 * SIDE - 1) + b + reach];
    places.forEach(([i, j], at) =>
      places.forEach(([k, l], seen) => {
        const [a, b] = [k - i, l - j];
        this.paint(this.wBoxes[at][seen], is0(a, b), shared ? one(a, b) : this.own[at][seen]);
      }),
    );
    this.vBoxes.forEach((box, n) => {
      const [a, b] = [Math.floor(n / (2 * SIDE - 1)) - reach, (n % (2 * SIDE - 1)) - reach];
      this.paint(box, is0(a, b), one(a, b));
    });
    this.v.element.parentElement.hidden = !shared;
    const [i, j] = places[output];
    this.wFrame.move(...this.corner([i, j], [0, 0]));
    this.vFrame.move(reach - j + 0.2, reach - i + 0.2);
    this.far.querySelector("input").disabled = !near;
    this.text.textContent = WORDS.tell[this.layer](i, j);
    this.count();
  }

  paint(box, isZero, value) {
    box.classList.toggle("zero", isZero);
    box.style.fill = mix("--play-kernel-tint", "--play-kernel-line", value);
  }

  count() {
    const { distance, size } = this.state;
    const counts = countWeights(...SIZES[size], distance);
    const shown = countWeights(SIDE, SIDE, distance)[this.layer];
    this.w.element.setAttribute(
      "aria-label",
      WORDS.picture(WORDS.names[this.layer], grouped(shown)),
    );
    const most = Math.log10(Number(counts.dense));
    const rows = LAYERS.map((layer) => {
      const share = Math.log10(Number(counts[layer])) / most;
      const row = h(
        "tr",
        { className: layer === this.layer ? "chosen" : "" },
        h("th", { scope: "row" }, WORDS.names[layer]),
        h("td", {}, compact.format(counts[layer])),
        h("td", {}, memory(counts[layer])),
      );
      row.style.setProperty("--share", `${(100 * share).toFixed(1)}%`);
      return row;
    });
    this.body.replaceChildren(...rows);
    const text = WORDS.count(WORDS.names[this.layer], grouped(counts[this.layer]));
    this.number.textContent = text;
    this.announce(text);
  }
}

customElements.define("play-weights", Weights);
