// A page of exercises: answers are kept in the browser, tested in the page, and go into a notebook
// that can be handed in. Cells have an nbgrader id and a part: answer, test or given.

import { addBar, cellsOf, supplies } from "./live.js";

const words = {
  en: {
    passed: "passes its test",
    count: (passed, all) => `${passed} of ${all} exercises pass their tests here.`,
    download: "Download the notebook with my answers",
    open: "Open a notebook…",
    reset: "Start over",
    sure: "Forget every answer to this assignment?",
    kept: "Answers are kept in this browser.",
    notKept: "This browser keeps nothing: download the notebook before you leave.",
    notebook: "This is no notebook of this assignment.",
  },
  zh: {
    passed: "已通过测试",
    count: (passed, all) => `这里已有 ${passed} / ${all} 题通过测试。`,
    download: "下载带有我的答案的笔记本",
    open: "打开笔记本……",
    reset: "重新开始",
    sure: "要清除本次作业的全部答案吗？",
    kept: "答案保存在这个浏览器里。",
    notKept: "这个浏览器不保存任何内容，离开前请下载笔记本。",
    notebook: "这不是本次作业的笔记本。",
  },
}[document.documentElement.lang.slice(0, 2)];

const tools = document.querySelector(".practice-tools");
const { assignment } = tools.dataset;
const folder = new URL(`${assignment}/`, document.baseURI).href;

// -- what the browser keeps ------------------------------------------------------------------------

const keyOf = (id) => `exercise/${assignment}/${id}`;
let keeps = true;

function recall(id) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(id))) ?? {};
  } catch {
    return {};
  }
}

function keep(id, what) {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify({ ...recall(id), ...what }));
  } catch {
    keeps = false;
  }
  showProgress();
}

function forget() {
  for (const { element } of cells) localStorage.removeItem(keyOf(element.dataset.id));
}

// -- the cells -------------------------------------------------------------------------------------

const cells = cellsOf("div.cell.practice");
for (const cell of cells) {
  cell.part = cell.element.dataset.part;
  cell.id = cell.element.dataset.id;
}
const answers = cells.filter((cell) => cell.part === "answer");
const tests = cells.filter((cell) => cell.part === "test");
for (const answer of answers) {
  answer.test = tests.find((test) => test.index > answer.index);
  const { source } = recall(answer.id);
  if (source !== undefined && source !== answer.original) {
    answer.saved = source;
    answer.input.querySelector("pre").textContent = source;
  }
}

let started;
const session = () => (started ??= import("./session.js").then(({ Session }) => begin(Session)));

function begin(Session) {
  class Practice extends Session {
    /** Run what the answer needs, the answer, and its test; other tests have no part in it. */
    check(answer) {
      const above = cells.slice(0, answer.test.index);
      this.queue([...above.filter((c) => c.part !== "test" && !c.hasRun), answer.test]);
    }

    run(cell) {
      const above = cells.slice(0, cell.index);
      this.queue([...above.filter((c) => c.part !== "test" && !c.hasRun), cell]);
    }

    /** An answer that fails costs its own test; what is given and fails costs everything. */
    forgetAfter(cell) {
      if (cell.part === "given") this.forgetWaiting();
      if (cell.part !== "answer") return;
      this.waiting = this.waiting.filter((each) => each !== cell.test);
      this.mark(cell.test, "idle");
      keep(cell.test.id, { passed: false });
    }

    finish(ok) {
      const cell = this.current;
      super.finish(ok);
      if (cell.part === "test") keep(cell.id, { passed: ok });
    }

    changed(cell, text) {
      super.changed(cell, text);
      if (cell.part !== "answer") return;
      keep(cell.id, { source: text });
      if (recall(cell.test.id).passed) keep(cell.test.id, { passed: false });
    }

    restore(cell) {
      cell.saved = undefined;
      cell.input.querySelector("pre").textContent = `${cell.original}\n`;
      super.restore(cell);
      this.changed(cell, cell.original);
    }
  }
  const checks = fetch(`${folder}checks.py`).then((response) => response.text());
  return checks.then((text) => new Practice(cells, { ...supplies(), files: { "checks.py": text } }));
}

for (const cell of cells) {
  if (cell.part === "answer") {
    addBar(cell, ["check", "edit", "restore"], session);
    cell.verdict = document.createElement("span");
    cell.verdict.className = "practice-verdict";
    cell.bar.append(cell.verdict);
    // Who clicks into the code wants to write.
    cell.input.addEventListener("click", async () => {
      if (!cell.editor && !String(getSelection())) (await session()).edit(cell);
    });
  } else if (cell.part === "given") {
    addBar(cell, ["run", "edit", "restore"], session);
  }
}

// -- progress, and the notebook --------------------------------------------------------------------

function showProgress() {
  const passed = tests.filter((test) => recall(test.id).passed);
  for (const { test, verdict } of answers) {
    const text = passed.includes(test) ? `✓ ${words.passed}` : "";
    if (verdict.textContent !== text) verdict.textContent = text;
  }
  count.textContent = `${words.count(passed.length, tests.length)} ${keeps ? words.kept : words.notKept}`;
}

/** The notebook as it was released, with the answers in it. */
async function notebook() {
  const released = await (await fetch(`${folder}${assignment}.ipynb`)).json();
  const open = started ? (await started).cells : answers;
  for (const cell of open.filter(({ part }) => part === "answer")) {
    const source = cell.source?.() ?? cell.saved ?? cell.original;
    const target = released.cells.find(({ id }) => id === cell.id);
    target.source = source.split(/(?<=\n)/);
  }
  return new Blob([`${JSON.stringify(released, null, 1)}\n`], { type: "application/x-ipynb+json" });
}

async function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await notebook());
  link.download = `${assignment}.ipynb`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Take the answers from a notebook. */
async function open(file) {
  let answered = [];
  try {
    const { cells: found } = JSON.parse(await file.text());
    const idOf = (cell) => cell.metadata?.nbgrader?.grade_id ?? cell.id;
    answered = found.filter((cell) => answers.some(({ id }) => id === idOf(cell)));
    for (const cell of answered) {
      keep(idOf(cell), { source: [cell.source].flat().join("") });
    }
  } catch {
    answered = [];
  }
  if (!answered.length) return alert(words.notebook);
  for (const { id } of tests) keep(id, { passed: false });
  location.reload();
}

function button(text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "live-button";
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

const count = document.createElement("p");
count.setAttribute("role", "status");
const file = document.createElement("input");
file.type = "file";
file.accept = ".ipynb";
file.hidden = true;
file.addEventListener("change", () => open(file.files[0]));
const reset = () => {
  if (!confirm(words.sure)) return;
  forget();
  location.reload();
};
tools.append(
  count,
  button(words.download, download),
  button(words.open, () => file.click()),
  button(words.reset, reset),
  file,
);
showProgress();
