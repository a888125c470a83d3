// The cells of a page as a notebook: runs them in the worker, in order, and shows what they show.

const WORDS = {
  en: {
    panel: "Python in this page",
    runAll: "Run all",
    stop: "Stop",
    restart: "Restart",
    starting: (percent) => `Starting Python: ${percent} %`,
    loading: (names) => `Loading ${names}…`,
    running: (label) => `Running ${label}…`,
    done: (label, seconds) => `Done: ${label} (${seconds} s).`,
    failed: (label) => `Failed: ${label}. `,
    stopped: "Stopped. What the cells had computed is gone; Run starts anew.",
    stopping: (label) => `Stopping ${label}…`,
    interrupted: "Stopped. What the cells have computed so far is still there.",
    restarted: "Python is gone, with all that the cells had computed. Run starts it anew.",
    broken: "Python could not be started: ",
    editor: (label) => `Code of ${label}`,
    help: "Shift+Enter runs. Escape, then Tab leaves the editor.",
    figure: (label) => `Figure drawn by ${label}`,
  },
  zh: {
    panel: "本页的 Python",
    runAll: "全部运行",
    stop: "停止",
    restart: "重启",
    starting: (percent) => `正在启动 Python：${percent}%`,
    loading: (names) => `正在加载 ${names}……`,
    running: (label) => `正在运行：${label}……`,
    done: (label, seconds) => `运行完毕：${label}（${seconds} 秒）。`,
    failed: (label) => `出错：${label}。`,
    stopped: "已停止。先前算出的结果都没有了，再次运行会重新开始。",
    stopping: (label) => `正在停止：${label}……`,
    interrupted: "已停止。先前算出的结果都还在。",
    restarted: "Python 已关闭，先前算出的结果都没有了。再次运行会重新启动。",
    broken: "Python 无法启动：",
    editor: (label) => `代码：${label}`,
    help: "Shift+Enter 运行；按 Esc 再按 Tab 离开编辑器。",
    figure: (label) => `运行所得的图：${label}`,
  },
};

const words = WORDS[document.documentElement.lang.slice(0, 2)];

/** Make an element with attributes and children. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A worker with Python in it. Listens to nothing after it has been ended. */
class Python {
  constructor(where, onMessage) {
    this.worker = new Worker(new URL("worker.js", import.meta.url));
    this.worker.onmessage = ({ data }) => onMessage(data);
    this.worker.onerror = (event) => onMessage({ type: "broken", text: event.message });
    // Where the page may share memory (cross-origin isolation), a cell can be stopped like in Jupyter.
    this.interrupts = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
    this.worker.postMessage({ type: "start", ...where, interrupt: this.interrupts });
  }

  run(cell) {
    if (this.interrupts) this.interrupts[0] = 0;
    this.worker.postMessage({
      type: "run",
      id: cell.index,
      source: cell.source(),
      title: `Cell In[${cell.number}]`,
    });
  }

  interrupt() {
    if (this.interrupts) this.interrupts[0] = 2; // SIGINT
    return this.interrupts !== null;
  }

  end() {
    this.worker.onmessage = null;
    this.worker.terminate();
  }
}

export class Session {
  constructor(cells, where) {
    this.cells = cells;
    this.where = where;
    this.python = null;
    this.waiting = []; // cells to run, in order
    this.current = null; // the cell that runs
    for (const cell of cells) this.prepare(cell);
    this.addPanel();
  }

  prepare(cell) {
    cell.source = () => cell.editor?.text() ?? cell.saved ?? cell.original;
    cell.output = cell.element.querySelector(".cell_output");
    cell.built = cell.output?.cloneNode(true) ?? null;
    cell.alt = cell.output?.querySelector("img")?.alt;
    cell.hasRun = false;
    this.mark(cell, "idle");
  }

  mark(cell, state) {
    cell.state = state;
    cell.element.dataset.live = state;
    const run = cell.bar?.querySelector(".live-run, .live-check");
    if (run) run.disabled = state === "queued" || state === "running";
  }

  // -- the panel ---------------------------------------------------------------------------------

  addPanel() {
    const button = (name, act) => {
      const element = make("button", { type: "button", class: `live-button live-${name}` });
      element.textContent = words[name];
      element.addEventListener("click", act);
      return element;
    };
    this.status = make("p", { class: "live-status", role: "status" });
    this.bar = make("progress", { class: "live-progress", max: "100", "aria-hidden": "true" });
    this.stopButton = button("stop", () => this.stop());
    this.panel = make(
      "section",
      { class: "live-panel", "aria-label": words.panel },
      this.bar,
      this.status,
      button("runAll", () => this.runAll()),
      this.stopButton,
      button("restart", () => this.restart()),
    );
    this.help = make("p", { class: "visually-hidden", id: "live-help" }, words.help);
    (document.querySelector("article") ?? document.body).append(this.panel, this.help);
    this.refresh();
  }

  say(text, progress = null) {
    this.status.textContent = text;
    this.bar.hidden = progress === null;
    if (progress !== null) this.bar.value = progress;
  }

  refresh() {
    this.stopButton.disabled = this.current === null;
  }

  // -- running -----------------------------------------------------------------------------------

  /** Run a cell, and before it those above it that haven't run. */
  run(cell) {
    this.queue([...this.cells.slice(0, cell.index).filter((above) => !above.hasRun), cell]);
  }

  runAll() {
    this.queue(this.cells);
  }

  queue(cells) {
    for (const cell of cells) {
      if (cell.state === "queued" || cell.state === "running") continue;
      this.waiting.push(cell);
      this.mark(cell, "queued");
    }
    this.waiting.sort((a, b) => a.index - b.index);
    this.next();
  }

  next() {
    if (this.current || !this.waiting.length) return;
    if (!this.python) {
      this.python = new Python(this.where, (message) => this.hear(message));
      this.ready = false;
    }
    this.current = this.waiting.shift();
    this.current.begun = performance.now();
    this.current.stopping = false;
    this.current.fresh = true; // its old output still stands
    this.mark(this.current, "running");
    if (this.ready) this.say(words.running(this.current.label));
    else this.say(words.starting(0), 0);
    this.python.run(this.current);
    this.refresh();
  }

  hear({ type, ...data }) {
    if (type === "progress" && !this.ready) {
      const percent = Math.min(99, Math.round((100 * data.loaded) / data.total));
      this.say(words.starting(percent), percent);
    } else if (type === "loading") {
      this.say(words.loading(data.names.join(", ")));
    } else if (type === "ready") {
      this.ready = true;
      if (this.current) this.say(words.running(this.current.label));
    } else if (type === "show") {
      this.show(this.current, data.kind, data.text);
    } else if (type === "done") {
      this.finish(data.ok);
    } else if (type === "broken") {
      this.end();
      this.say(words.broken + data.text);
    }
  }

  finish(ok) {
    const cell = this.current;
    if (cell.fresh) this.clear(cell);
    this.current = null;
    this.mark(cell, ok ? "done" : "failed");
    cell.hasRun = ok;
    if (ok) {
      const seconds = ((performance.now() - cell.begun) / 1000).toFixed(1);
      this.say(words.done(cell.label, seconds));
    } else {
      const why = words.failed(cell.label) + errorIn(cell.output?.textContent ?? "");
      this.say(cell.stopping ? words.interrupted : why);
      this.forgetAfter(cell);
    }
    this.refresh();
    this.next();
  }

  /** Give up what can't run after a cell has failed. */
  forgetAfter() {
    this.forgetWaiting();
  }

  forgetWaiting() {
    for (const cell of this.waiting.splice(0)) this.mark(cell, cell.hasRun ? "done" : "idle");
  }

  stop() {
    this.forgetWaiting();
    if (this.ready && this.python?.interrupt()) {
      this.current.stopping = true; // it says when it has
      this.say(words.stopping(this.current.label));
    } else {
      this.end();
      this.say(words.stopped);
    }
  }

  restart() {
    this.end();
    this.say(words.restarted);
  }

  /** End Python, and with it all state. */
  end() {
    this.forgetWaiting();
    this.python?.end();
    this.python = null;
    this.current = null;
    for (const cell of this.cells) {
      cell.hasRun = false;
      this.mark(cell, "idle");
    }
    this.refresh();
  }

  // -- outputs -----------------------------------------------------------------------------------

  clear(cell) {
    cell.fresh = false;
    cell.open = null; // the block that a stream goes on in
    cell.figure = cell.output?.querySelector("figure") ?? cell.figure;
    if (!cell.output) {
      cell.output = make("div", { class: "cell_output docutils container" });
      (cell.bar ?? cell.element.lastElementChild).after(cell.output);
    }
    for (const image of cell.output.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    cell.output.replaceChildren();
  }

  show(cell, kind, text) {
    if (cell.fresh) this.clear(cell);
    if (kind === "figure") {
      cell.output.append(this.figure(cell, text));
      cell.open = null;
      return;
    }
    if (cell.open?.kind !== kind) {
      const classes = { result: "text_plain", error: "traceback live-error" };
      const block = make("pre", kind === "error" ? { tabindex: "0" } : {});
      const name = `output ${classes[kind] ?? "stream"} live-${kind} highlight-myst-ansi notranslate`;
      cell.output.append(
        make("div", { class: name }, make("div", { class: "highlight" }, block)),
      );
      cell.open = { kind, block };
    }
    cell.open.block.append(text);
  }

  /** The picture, in the figure with its number and caption if the cell had one. */
  figure(cell, svg) {
    const source = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    const image = make("img", { src: source, alt: words.figure(cell.label) });
    const old = cell.figure;
    const shown = old?.querySelector("img");
    if (!shown) return image;
    cell.figure = null; // a second picture is no longer the one that the caption describes
    if (cell.source() === cell.original) image.alt = cell.alt;
    image.className = shown.className;
    (shown.closest("picture") ?? shown).replaceWith(image);
    return old;
  }

  // -- editing -----------------------------------------------------------------------------------

  async edit(cell) {
    const details = cell.input.closest("details");
    if (details) details.open = true;
    if (!cell.editor) {
      const { createEditor } = await import(new URL("editor.js", import.meta.url));
      if (cell.editor) return;
      const still = cell.input.firstElementChild;
      const place = make("div", { class: "live-editor highlight" });
      still.hidden = true;
      still.after(place);
      cell.editor = createEditor({
        parent: place,
        doc: cell.source(),
        label: words.editor(cell.label),
        help: this.help.id,
        onRun: () => (cell.bar.querySelector(".live-check") ? this.check(cell) : this.run(cell)),
        onChange: (text) => this.changed(cell, text),
      });
      cell.place = place;
      cell.bar.querySelector(".live-edit").hidden = true;
      cell.bar.querySelector(".live-restore").hidden = false;
    }
    cell.editor.focus();
  }

  /** Code that has changed since it ran runs again with what is below it. */
  changed(cell) {
    cell.hasRun = false;
  }

  /** Bring back the code and the output that the page came with. */
  restore(cell) {
    cell.editor?.destroy();
    cell.editor = null;
    cell.hasRun = false;
    cell.place?.remove();
    cell.input.firstElementChild.hidden = false;
    cell.bar.querySelector(".live-restore").hidden = true;
    const edit = cell.bar.querySelector(".live-edit");
    edit.hidden = false;
    edit.focus();
    if (cell.built && cell.output) {
      const built = cell.built.cloneNode(true);
      cell.output.replaceWith(built);
      cell.output = built;
    } else {
      cell.output?.remove();
      cell.output = null;
    }
  }
}

/** The line of a traceback that says what went wrong. */
function errorIn(text) {
  const lines = text.trimEnd().split("\n");
  const named = lines.findLast((line) => /^[\w.]*(Error|Exception|Interrupt|Exit)\b/.test(line));
  return (named ?? lines.pop()).slice(0, 200);
}
