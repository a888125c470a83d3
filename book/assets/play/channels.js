// One output pixel of a layer with channels: every channel meets its own plane, then all add up.

import { applyConvolution, outputShape, sum, termsAt, total } from "./ops.js";
import { Board, box, Figure, h, language, number, slider, Walk } from "./play.js";

const WORDS = {
  en: {
    in: "Channels in",
    out: "Kernels",
    size: "Kernel size",
    square: (k) => `${k} × ${k}`,
    channel: (c) => `Channel ${c}`,
    plane: (o, c) => `Kernel ${o}, plane ${c}`,
    says: (at, count, name, sum) => `Step ${at} of ${count}, ${name}: ${sum}`,
    rows: (name, rows) => `${name}: ${rows}`,
    later: "not yet",
    weights: (o, c, k, count) =>
      `Weights: ${o} kernels × ${c} channels × ${k} × ${k} = ${count}, and one bias per kernel: ${o}`,
  },
  zh: {
    in: "输入通道",
    out: "卷积核",
    size: "核的大小",
    square: (k) => `${k} × ${k}`,
    channel: (c) => `通道 ${c}`,
    plane: (o, c) => `核 ${o} 的面 ${c}`,
    says: (at, count, name, sum) => `第 ${at} 步，共 ${count} 步，${name}：${sum}`,
    rows: (name, rows) => `${name}：${rows}`,
    later: "未算",
    weights: (o, c, k, count) =>
      `权重：${o} 个核 × ${c} 个通道 × ${k} × ${k} = ${count} 个；另外每个核一个偏置，共 ${o} 个`,
  },
}[language];

const MOST = 3;
const SIDE = 3;
const each = (count, make) => Array.from({ length: count }, (_, n) => make(n));
const below = (name, ...indices) => [name, h("sub", {}, indices.join())];

class Channels extends Figure {
  build() {
    this.state = {
      in: this.setting("in", 2),
      out: this.setting("out", 3),
      size: this.setting("size", 2),
    };
    // As in the chapter: channel c counts from c, and each kernel is the one before plus 1.
    this.x = each(MOST, (c) => each(SIDE, (i) => each(SIDE, (j) => SIDE * i + j + c)));
    this.fresh();
    this.rows = each(MOST, (c) => this.row(c));
    this.y = each(MOST, (o) => {
      const onpick = (i, j) =>
        this.walk.go(o * this.counts[0] * this.counts[1] + i * this.counts[1] + j);
      return new Board({ name: below("Y", o), role: "output", label: `Y ${o}`, onpick });
    });
    this.sum = h("div", { className: "play-sum" });
    this.note = h("p", { className: "play-note" });
    this.walk = new Walk(() => this.set({}));
    const range = (name, max, show) =>
      slider({
        label: WORDS[name],
        min: 1,
        max,
        value: this.state[name],
        show,
        onchange: (to) => {
          if (name === "size") this.state.size = to;
          this.fresh();
          this.set({ [name]: to });
        },
      });
    return [
      h(
        "div",
        { className: "play-channels" },
        this.rows.map((row) => row.element),
      ),
      this.sum,
      h(
        "div",
        { className: "play-equation" },
        this.y.map((board) => board.element),
      ),
      this.walk.element,
      h(
        "div",
        { className: "play-settings" },
        range("in", MOST),
        range("out", MOST),
        range("size", SIDE, WORDS.square),
      ),
      this.note,
    ];
  }

  /** The chapter's kernels of the size that is chosen. */
  fresh() {
    const { size } = this.state;
    this.weight = each(MOST, (o) =>
      each(MOST, (c) => each(size, (a) => each(size, (b) => size * a + b + c + o))),
    );
  }

  row(c) {
    const sign = (text) => h("span", { className: "play-sign", "aria-hidden": "true" }, text);
    const x = new Board({ name: below("X", c), role: "input", label: WORDS.channel(c) });
    const onedit = (i, j, value) => {
      if (value !== null) this.weight[this.at.kernel][c][i][j] = value;
      this.set({});
    };
    const k = new Board({ name: "", role: "kernel", label: "", onedit });
    const name = h("div", { className: "play-name kernel" });
    k.element.prepend(name);
    const part = h("div", { className: "play-part" });
    const element = h("div", { className: "play-channel" }, x.element, sign("⋆"), k.element, part);
    return { x, k, name, part, element };
  }

  update() {
    const { in: channels, out: kernels, size } = this.state;
    this.counts = outputShape([SIDE, SIDE], [size, size]);
    const shape = [channels, kernels, size].join();
    if (shape !== this.shape) this.walk.reset(kernels * this.counts[0] * this.counts[1], 0);
    this.shape = shape;
    const per = this.counts[0] * this.counts[1];
    const [kernel, place] = [Math.floor(this.walk.at / per), this.walk.at % per];
    this.at = { kernel, pixel: [Math.floor(place / this.counts[1]), place % this.counts[1]] };
    const planes = this.weight[kernel].slice(0, channels);
    const parts = planes.map((plane, c) => termsAt(this.x[c], plane, this.at.pixel));
    this.rows.forEach((row, c) => {
      row.element.hidden = c >= channels;
      if (c < channels) this.drawRow(row, c, planes[c], parts[c]);
    });
    this.drawOutputs();
    this.drawSum(parts.map(total));
    this.note.textContent = WORDS.weights(
      kernels,
      channels,
      size,
      kernels * channels * size * size,
    );
  }

  drawRow(row, c, plane, terms) {
    const { kernel, pixel } = this.at;
    const seen = new Set(terms.map(({ place }) => place.join()));
    const frame = { at: pixel, shape: [this.state.size, this.state.size] };
    row.x.draw({ values: this.x[c], lit: (i, j) => seen.has(`${i},${j}`), frame });
    row.name.replaceChildren(...below("K", kernel, c));
    row.k.rename(WORDS.plane(kernel, c));
    row.k.draw({ values: plane });
    const products = terms
      .map(({ value, weight }) => `${number(value)}·${number(weight)}`)
      .join(" + ");
    row.part.replaceChildren(
      h("span", {}, `= ${products}`),
      h("span", {}, "= ", box("plain", number(total(terms)))),
    );
  }

  drawOutputs() {
    const { in: channels, out: kernels } = this.state;
    const { kernel, pixel } = this.at;
    const weight = this.weight.slice(0, kernels).map((planes) => planes.slice(0, channels));
    const y = applyConvolution(this.x.slice(0, channels), weight, Array(kernels).fill(0));
    const per = this.counts[0] * this.counts[1];
    this.y.forEach((board, o) => {
      board.element.hidden = o >= kernels;
      if (o >= kernels) return;
      const blank = (i, j) => o * per + i * this.counts[1] + j > this.walk.at;
      const words = y[o].map((row, i) =>
        row.map((v, j) => (blank(i, j) ? WORDS.later : number(v))).join(", "),
      );
      board.draw({
        values: y[o],
        blank,
        lit: (i, j) => o === kernel && i === pixel[0] && j === pixel[1],
        says: WORDS.rows(`Y ${o}`, words.join("; ")),
      });
    });
  }

  drawSum(parts) {
    const { kernel, pixel } = this.at;
    const y = number(sum(parts));
    const terms = parts.map((part) =>
      h("span", { className: "play-term" }, box("plain", number(part))),
    );
    const name = h("i", { className: "play-name output" }, ...below("Y", kernel));
    this.sum.replaceChildren(
      h(
        "div",
        { className: "play-terms play-total play-parts" },
        name,
        `(${pixel.join(", ")}) =\u00a0`,
        h("span", {}, terms),
        "\u00a0=\u00a0",
        box("output", y),
      ),
    );
    const text = `${parts.map(number).join(" + ")} = ${y}`;
    this.announce(
      WORDS.says(this.walk.at + 1, this.walk.count, `Y ${kernel} (${pixel.join(", ")})`, text),
    );
  }
}

customElements.define("play-channels", Channels);
