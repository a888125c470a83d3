// Gives every code cell its buttons. Whatever they need is loaded at the first click: session.js,
// and with it the worker and Python, or the editor.

const words = {
  en: { run: "Run", check: "Check", edit: "Edit", restore: "Restore", cell: (n) => `cell ${n}` },
  zh: {
    run: "运行",
    check: "检查",
    edit: "编辑",
    restore: "还原",
    cell: (n) => `第 ${n} 个单元格`,
  },
}[document.documentElement.lang.slice(0, 2)];

/** Where Python comes from: our own site, and for Pyodide's files perhaps another. */
export function supplies() {
  const own = new URL("../../../pyodide/", import.meta.url).href;
  return { supplies: own, base: document.querySelector("script[data-pyodide]").dataset.pyodide || own };
}

/** A button with the name of its cell, which only screen readers are told. */
function button(name, label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `live-button live-${name}`;
  const rest = document.createElement("span");
  rest.className = "visually-hidden";
  rest.textContent = ` ${label}`;
  element.append(words[name], rest);
  element.addEventListener("click", act);
  return element;
}

/** The code cells that a selector finds. */
export function cellsOf(selector) {
  return [...document.querySelectorAll(selector)]
    .filter((element) => element.querySelector(".cell_input pre"))
    .map((element, index) => {
      const input = element.querySelector(".cell_input");
      const original = input.querySelector("pre").textContent.replace(/\n$/, "");
      const label = element.dataset.id ?? words.cell(index + 1);
      return { element, input, original, label, index, number: index + 1 };
    });
}

/** Put buttons under a cell's code; each calls the session's method of its name. */
export function addBar(cell, names, session) {
  cell.bar = document.createElement("div");
  cell.bar.className = "live-bar";
  for (const name of names) {
    cell.bar.append(button(name, cell.label, async () => (await session())[name](cell)));
  }
  const restore = cell.bar.querySelector(".live-restore");
  if (restore) restore.hidden = true;
  (cell.input.closest("details") ?? cell.input).after(cell.bar);
}

const cells = cellsOf("div.cell:not(.practice)");
let started;
const session = () =>
  (started ??= import("./session.js").then(({ Session }) => new Session(cells, supplies())));
for (const cell of cells) addBar(cell, ["run", "edit", "restore"], session);
