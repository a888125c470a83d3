// What all the figures use: words in the page's language, controls, boards of boxes with numbers.

/** The page's language, `en` or `zh`. */
export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** Make an element: attributes, `on...` listeners and properties in one object, then its content. */
export function h(tag, options = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "role" || name.startsWith("aria-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...content.flat());
  return element;
}

/** Write a number as textbooks do: no trailing zeros, a true minus sign. */
export function number(value) {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return (text === "-0" ? "0" : text).replace("-", "−");
}

/** Write a large whole number in groups of three. */
export const grouped = (value) => value.toLocaleString("en").replaceAll(",", "\u202f");

/** Read a number that a reader has typed; null if it is none. */
export function read(text) {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) ? null : Math.max(-99, Math.min(99, value));
}

/** A figure: it builds itself once, in the place of the sentence that stood there without it. */
export class Figure extends HTMLElement {
  connectedCallback() {
    if (this.live) return;
    this.live = h("p", { className: "play-spoken", role: "status", "aria-live": "polite" });
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", this.querySelector(".play-fallback")?.textContent.trim() ?? "");
    this.replaceChildren(...this.build().flat(), this.live);
    this.update();
  }

  /** A setting of the page's author: `data-<name>`, a number where it looks like one. */
  setting(name, otherwise) {
    const text = this.dataset[name];
    return text === undefined ? otherwise : (read(text) ?? text);
  }

  /** Tell readers who listen what others see; not while the figure is only being built. */
  announce(text) {
    if (this.touched) this.live.textContent = text;
  }

  /** Change the state, then draw and tell it. */
  set(state) {
    this.touched = true;
    Object.assign(this.state, state);
    this.update();
  }
}

let labels = 0;

/** A slider with its name and value; `show` writes the value in words. Its value can be set later. */
export function slider({ label, min, max, step = 1, value, show = String, onchange }) {
  const id = `play-${(labels += 1)}`;
  const output = h("output", { htmlFor: id });
  const input = h("input", { type: "range", id, min, max, step });
  const write = () => {
    output.textContent = show(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => {
    write();
    onchange(Number(input.value));
  });
  const row = h(
    "div",
    { className: "play-control" },
    h("label", { htmlFor: id }, label),
    input,
    output,
  );
  row.move = (to, limit) => {
    if (limit !== undefined) input.max = limit;
    input.value = to;
    write();
  };
  row.move(value);
  return row;
}

/** A list to choose from: `options` are pairs of value and words. */
export function choice({ label, options, value, onchange }) {
  const id = `play-${(labels += 1)}`;
  const select = h("select", { id, onchange: () => onchange(select.value) });
  const row = h("div", { className: "play-control" }, h("label", { htmlFor: id }, label), select);
  row.offer = (items, chosen) => {
    select.replaceChildren(...items.map(([key, words]) => h("option", { value: key }, words)));
    select.value = chosen;
  };
  row.offer(options, value);
  return row;
}

/** A few alternatives side by side, one of them chosen. */
export function alternatives({ label, options, value, onchange }) {
  const name = `play-${(labels += 1)}`;
  const buttons = options.map(([key, words]) => {
    const input = h("input", { type: "radio", name, value: key, onchange: () => onchange(key) });
    input.checked = String(key) === String(value);
    return h("label", {}, input, h("span", {}, words));
  });
  return h("fieldset", { className: "play-alternatives" }, h("legend", {}, label), buttons);
}

/** A switch. */
export function toggle({ label, value, onchange }) {
  const input = h("input", { type: "checkbox", onchange: () => onchange(input.checked) });
  input.checked = value;
  return h("label", { className: "play-toggle" }, input, h("span", {}, label));
}

/** A button; `words` are its label where it shows only a sign. */
export const button = (sign, words, onclick) =>
  h(
    "button",
    { type: "button", className: "play-button", title: words, "aria-label": words, onclick },
    sign,
  );

const STEPS = {
  en: {
    back: "One step back",
    next: "One step on",
    play: "Play",
    pause: "Pause",
    step: "Step",
    of: (at, count) => `${at} of ${count}`,
  },
  zh: {
    back: "退一步",
    next: "进一步",
    play: "播放",
    pause: "暂停",
    step: "步骤",
    of: (at, count) => `${at} / ${count}`,
  },
}[language];
const DELAY = 900; // milliseconds between steps that play by themselves

/** Allow a button or not; it keeps the focus, which a disabled one would lose. */
export const allow = (target, allowed) => target.setAttribute("aria-disabled", !allowed);

/** Buttons and a slider that walk through steps, and play them. */
export class Walk {
  constructor(onstep) {
    Object.assign(this, { onstep, at: 0, count: 1, timer: null });
    this.back = button("‹", STEPS.back, () => this.go(this.at - 1));
    this.play = button("▶", STEPS.play, () => (this.timer ? this.stop() : this.start()));
    this.next = button("›", STEPS.next, () => this.go(this.at + 1));
    this.slider = slider({
      label: STEPS.step,
      min: 0,
      max: 0,
      value: 0,
      show: (at) => STEPS.of(at + 1, this.count),
      onchange: (to) => this.go(to),
    });
    const parts = [this.back, this.play, this.next, this.slider];
    this.element = h("div", { className: "play-walk" }, parts);
  }

  /** Say how many steps there are, and stand at one of them. */
  reset(count, at) {
    this.stop();
    this.count = count;
    this.place(at);
  }

  place(at) {
    this.at = Math.max(0, Math.min(this.count - 1, at));
    this.slider.move(this.at, Math.max(0, this.count - 1));
    allow(this.back, this.at > 0);
    allow(this.next, this.at < this.count - 1);
    allow(this.play, this.count > 1);
  }

  go(at, byHand = true) {
    if (byHand) this.stop();
    this.place(at);
    this.onstep(this.at);
  }

  start() {
    if (this.count < 2) return;
    this.show("❚❚", STEPS.pause);
    if (this.at >= this.count - 1) this.go(0, false);
    this.timer = setInterval(() => {
      this.go(this.at + 1, false);
      if (this.at >= this.count - 1) this.stop();
    }, DELAY);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.show("▶", STEPS.play);
  }

  show(sign, words) {
    this.play.textContent = sign;
    this.play.title = words;
    this.play.setAttribute("aria-label", words);
  }
}

/** A box with a number, for sums written out. */
export const box = (role, text) => h("b", { className: `play-box ${role} lit` }, text);

/**
 * A board of boxes: an array with its name above, boxes lit, framed or left blank.
 *
 * With `onedit(row, column, value)` the boxes inside the padding are fields; arrow keys go from one
 * to the next, so that the board is one stop on the way of the Tab key.
 */
export class Board {
  constructor({ name, role, label, onedit, onpick }) {
    Object.assign(this, { role, label, onedit, onpick, shape: "" });
    this.boxes = h("div", { className: "play-boxes", role: onedit ? "grid" : "img" });
    this.frame = h("div", { className: "play-frame", hidden: true });
    const title = name ? [h("div", { className: `play-name ${role}` }, name)] : [];
    this.element = h("div", { className: "play-board" }, title, this.boxes);
  }

  /**
   * Draw an array (H, W).
   *
   * `padding` [rows, columns] of zeros go around it; `lit` and `blank` tell of a place in the padded
   * array; `frame` is { at, shape } there; `says` describes the board to those who don't see it.
   */
  draw({ values, padding = [0, 0], lit = () => false, blank = () => false, frame, says }) {
    const [height, width] = [values.length + 2 * padding[0], values[0].length + 2 * padding[1]];
    const shape = `${height} ${width} ${padding}`;
    if (shape !== this.shape) this.lay(height, width, values, padding);
    this.shape = shape;
    this.boxes.setAttribute("aria-label", says ?? this.label);
    this.cells.forEach((cell, index) => {
      const [i, j] = [Math.floor(index / width), index % width];
      const value = values[i - padding[0]]?.[j - padding[1]];
      const text = blank(i, j) ? "" : typeof value === "string" ? value : number(value ?? 0);
      cell.classList.toggle("lit", lit(i, j));
      cell.classList.toggle("long", text.length > 3);
      const field = cell.querySelector("input");
      if (!field) cell.textContent = text;
      else if (field !== document.activeElement) field.value = text;
    });
    this.drawFrame(frame);
  }

  /** Give the board's boxes another name. */
  rename(label) {
    if (label !== this.label) this.shape = "";
    this.label = label;
  }

  lay(height, width, values, padding) {
    const inside = (i, j) => values[i - padding[0]]?.[j - padding[1]] !== undefined;
    this.element.style.setProperty("--columns", width);
    const rows = Array.from({ length: height }, (_, i) => {
      const cells = Array.from({ length: width }, (_, j) =>
        this.cell(inside(i, j), i - padding[0], j - padding[1]),
      );
      return h("div", { className: "play-row", ...(this.onedit && { role: "row" }) }, cells);
    });
    this.cells = rows.flatMap((row) => [...row.children]);
    this.boxes.replaceChildren(...rows, this.frame);
    const first = this.boxes.querySelector("input");
    if (first) first.tabIndex = 0;
  }

  cell(inside, row, column) {
    const options = { className: `play-box ${inside ? this.role : "padding"}` };
    if (this.onpick) options.onclick = () => this.onpick(row, column);
    if (!this.onedit) return h("span", options);
    options.role = "gridcell";
    if (!inside) return h("span", options);
    const field = h("input", {
      "aria-label": `${this.label} ${row}, ${column}`,
      autocomplete: "off",
      inputMode: "decimal",
      tabIndex: -1,
      onfocus: () => {
        for (const other of this.boxes.querySelectorAll("input")) other.tabIndex = -1;
        field.tabIndex = 0;
        field.select();
      },
      oninput: () => {
        const value = read(field.value);
        field.setAttribute("aria-invalid", value === null);
        if (value !== null) this.onedit(row, column, value);
      },
      onblur: () => {
        field.setAttribute("aria-invalid", false);
        this.onedit(row, column, read(field.value));
      },
      onkeydown: (event) => this.walk(event, row, column),
    });
    field.dataset.at = `${row} ${column}`;
    return h("span", options, field);
  }

  walk(event, row, column) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ];
    const target =
      step && this.boxes.querySelector(`[data-at="${row + step[0]} ${column + step[1]}"]`);
    if (step) event.preventDefault();
    target?.focus();
  }

  drawFrame(frame) {
    this.frame.hidden = !frame;
    if (!frame) return;
    const [[row, column], [rows, columns]] = [frame.at, frame.shape];
    for (const [name, value] of Object.entries({ row, column, rows, columns })) {
      this.frame.style.setProperty(`--${name}`, value);
    }
  }
}

/** Make an element of a drawing. */
export function svg(tag, attributes = {}, ...content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

/** A drawing measured in boxes, with boxes and a frame that moves. */
export function drawing(width, height, className) {
  const element = svg("svg", { class: className, viewBox: `0 0 ${width} ${height}`, role: "img" });
  const place = (tag, x, y, attributes) => element.appendChild(svg(tag, { x, y, ...attributes }));
  return {
    element,
    box: (x, y, size) => place("rect", x, y, { width: size, height: size }),
    frame(size) {
      const frame = place("rect", 0, 0, { width: size, height: size, class: "frame" });
      frame.move = (x, y) => (frame.style.transform = `translate(${x}px, ${y}px)`);
      return frame;
    },
  };
}

const colours = {};

/** A colour of the style sheet as red, green and blue. */
export function hex(name) {
  colours[name] ??= getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => parseInt(colours[name].slice(at, at + 2), 16));
}

/** A colour between two of the style sheet: 0 is the first, 1 the second. */
export function mix(first, second, share) {
  const [from, to] = [hex(first), hex(second)];
  return `rgb(${from.map((part, n) => Math.round(part + (to[n] - part) * share)).join(" ")})`;
}
