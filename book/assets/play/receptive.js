// How much of the input one output sees: through depth, kernels, strides and dilation.

import { jumpsOf, pathsThrough, receptiveField } from "./ops.js";
import { allow, button, choice, Figure, h, language, number, svg } from "./play.js";

const WORDS = {
  en: {
    preset: "Layers",
    own: "my own",
    presets: {
      three: "three of size 3",
      one: "one of size 7",
      stride: "stride 2, 2, 1",
      dilation: "dilation 1, 2, 4",
      vgg: "ten of size 3",
    },
    head: ["Layer", "Kernel", "Stride", "Dilation", "adds", "sees"],
    terms: "Each layer adds (kernel − 1) · dilation · the strides of all layers below it.",
    add: "Add a layer",
    remove: "Remove the last layer",
    label: (what, layer) => `${what} of layer ${layer}`,
    input: "input",
    output: "output",
    result: (r, touched) =>
      `One output sees ${r} ${r === 1 ? "input" : "inputs"}` +
      (touched < r ? `, of which it uses ${touched}.` : "."),
    square: (r) => `In an image: ${r} × ${r} pixels. Of 224 × 224:`,
    all: "more than all of 224 × 224 pixels",
  },
  zh: {
    preset: "各层",
    own: "自己定",
    presets: {
      three: "三层，核为 3",
      one: "一层，核为 7",
      stride: "步幅 2、2、1",
      dilation: "膨胀 1、2、4",
      vgg: "十层，核为 3",
    },
    head: ["层", "核", "步幅", "膨胀", "增加", "看到"],
    terms: "每层增加：（核 − 1）· 膨胀 · 它下面各层步幅的乘积。",
    add: "加一层",
    remove: "去掉最后一层",
    label: (what, layer) => `第 ${layer} 层的${what}`,
    input: "输入",
    output: "输出",
    result: (r, touched) =>
      `一个输出看到 ${r} 个输入` + (touched < r ? `，其中用到 ${touched} 个。` : "。"),
    square: (r) => `在图像里：${r} × ${r} 个像素。占 224 × 224 的：`,
    all: "比 224 × 224 个像素还大",
  },
}[language];

const layer = (kernel, stride = 1, dilation = 1) => ({ kernel, stride, dilation });
const PRESETS = {
  three: [layer(3), layer(3), layer(3)],
  one: [layer(7)],
  stride: [layer(3, 2), layer(3, 2), layer(3)],
  dilation: [layer(3), layer(3, 1, 2), layer(3, 1, 4)],
  vgg: Array(10).fill(layer(3)),
};
const LIMITS = { kernel: 9, stride: 4, dilation: 8 };
const DEPTH = 12;
const PHOTO = 224;

class Receptive extends Figure {
  build() {
    this.state = { preset: this.setting("preset", "three") };
    this.chain = PRESETS[this.state.preset].map((link) => ({ ...link }));
    this.picture = svg("svg", { class: "play-field", role: "img" });
    this.presets = choice({ label: WORDS.preset, options: [], onchange: (to) => this.take(to) });
    this.body = h("tbody");
    const head = WORDS.head.map((words) => h("th", { scope: "col" }, words));
    this.add = button("+", WORDS.add, () => this.change([...this.chain, { ...this.chain.at(-1) }]));
    this.drop = button("−", WORDS.remove, () => this.change(this.chain.slice(0, -1)));
    this.formula = h("p", { className: "play-number play-formula" });
    this.result = h("p", {});
    this.note = h("span", {});
    this.share = svg("svg", {
      class: "play-photo",
      viewBox: `0 0 ${PHOTO} ${PHOTO}`,
      "aria-hidden": "true",
    });
    new ResizeObserver(() => this.draw()).observe(this);
    return [
      this.picture,
      this.result,
      this.formula,
      h("div", { className: "play-square" }, this.note, this.share),
      h("div", { className: "play-settings" }, this.presets),
      h("table", { className: "play-layers" }, h("thead", {}, h("tr", {}, head)), this.body),
      h("div", { className: "play-walk" }, this.drop, this.add),
      h("p", { className: "play-note" }, WORDS.terms),
    ];
  }

  take(preset) {
    if (PRESETS[preset]) this.chain = PRESETS[preset].map((link) => ({ ...link }));
    this.set({ preset });
  }

  change(chain) {
    if (chain.length < 1 || chain.length > DEPTH) return;
    this.chain = chain;
    this.set({ preset: "own" });
  }

  update() {
    this.presets.offer([...Object.entries(WORDS.presets), ["own", WORDS.own]], this.state.preset);
    allow(this.drop, this.chain.length > 1);
    allow(this.add, this.chain.length < DEPTH);
    this.writeTable();
    const r = receptiveField(this.chain);
    const touched = pathsThrough(this.chain)[0].filter(Boolean).length;
    const jumps = jumpsOf(this.chain);
    const terms = this.chain.map(
      ({ kernel, dilation }, l) => `(${kernel} − 1)·${dilation}·${jumps[l]}`,
    );
    this.formula.textContent = `r = 1 + ${terms.join(" + ")} = ${r}`;
    this.result.textContent = WORDS.result(r, touched);
    this.picture.setAttribute("aria-label", WORDS.result(r, touched));
    this.note.textContent = r > PHOTO ? WORDS.all : WORDS.square(r);
    const side = Math.min(r, PHOTO);
    const corner = (PHOTO - side) / 2;
    this.share.replaceChildren(
      svg("rect", { class: "plain", width: PHOTO, height: PHOTO }),
      svg("rect", { class: "seen", x: corner, y: corner, width: side, height: side }),
    );
    this.announce(WORDS.result(r, touched));
    this.draw();
  }

  /** The layers as a table; rows stay, so that a field that is being changed keeps the focus. */
  writeTable() {
    while (this.body.children.length > this.chain.length) this.body.lastChild.remove();
    while (this.body.children.length < this.chain.length)
      this.body.append(this.row(this.body.children.length));
    const jumps = jumpsOf(this.chain);
    this.chain.forEach((link, l) => {
      const row = this.body.children[l];
      for (const input of row.querySelectorAll("input")) {
        if (input !== document.activeElement) input.value = link[input.name];
      }
      row.querySelector(".adds").textContent = `+${(link.kernel - 1) * link.dilation * jumps[l]}`;
      row.querySelector(".sees").textContent = receptiveField(this.chain.slice(0, l + 1));
    });
  }

  row(l) {
    const fields = Object.keys(LIMITS).map((name, n) => {
      const input = h("input", {
        type: "number",
        name,
        min: 1,
        max: LIMITS[name],
        "aria-label": WORDS.label(WORDS.head[n + 1], l + 1),
        oninput: () => {
          const value = Math.round(Number(input.value));
          if (!(value >= 1)) return;
          this.chain[l][name] = Math.min(value, LIMITS[name]);
          this.set({ preset: "own" });
        },
        onblur: () => (input.value = this.chain[l][name]),
      });
      return h("td", {}, input);
    });
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, String(l + 1)),
      fields,
      h("td", { className: "adds" }),
      h("td", { className: "sees" }),
    );
  }

  /** Levels from the output, above, to the input, below, each element over the middle of what it sees. */
  draw() {
    const wide = this.clientWidth;
    const levels = pathsThrough(this.chain);
    const [jumps, sizes] = [
      jumpsOf(this.chain),
      levels.map((_, l) => receptiveField(this.chain.slice(0, l))),
    ];
    const unit = Math.min(34, wide / levels[0].length);
    const rise = Math.max(30, Math.min(64, 320 / levels.length));
    const [size, high] = [Math.min(unit, 26), rise * (levels.length - 1) + 34];
    const left = (wide - unit * levels[0].length) / 2;
    const x = (l, i) => left + unit * (jumps[l] * i + sizes[l] / 2);
    const y = (l) => high - 17 - rise * l;
    this.picture.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    this.picture.setAttribute("height", high);
    const lines = this.chain.flatMap(({ kernel, stride, dilation }, l) =>
      levels[l + 1].flatMap((paths, i) =>
        paths
          ? Array.from(
              { length: kernel },
              (_, a) => `M${x(l + 1, i)} ${y(l + 1)}L${x(l, i * stride + a * dilation)} ${y(l)}`,
            )
          : [],
      ),
    );
    const boxes = levels.flatMap((paths, l) =>
      paths.flatMap((count, i) => this.box(l, levels.length - 1, count, x(l, i), y(l), size)),
    );
    const width = Math.max(0.3, Math.min(1.8, unit / 12));
    this.picture.replaceChildren(
      svg("path", { d: lines.join(""), "stroke-width": width }),
      ...boxes,
    );
  }

  box(l, last, count, x, y, size) {
    const role = l === 0 ? "input" : l === last ? "output" : "hidden";
    const [corner, top] = [x - size / 2, y - Math.max(size, 8) / 2];
    const rect = svg("rect", {
      class: count ? role : "unseen",
      x: corner,
      y: top,
      width: size,
      height: Math.max(size, 8),
    });
    if (l > 0 || size < 18 || !count) return [rect];
    const text = svg("text", { x, y, "font-size": count > 99 ? size * 0.4 : size * 0.55 });
    text.textContent = number(count);
    return [rect, text];
  }
}

customElements.define("play-receptive", Receptive);
