// The reader's Python: a worker with Pyodide in which kernel.py runs the cells of a page.
//
// In:  {type: "start", base, supplies, interrupt, files}, then {type: "run", id, source, title}.
// Out: {type: "progress", loaded, total}, {type: "loading", names}, {type: "ready"},
//      {type: "show", id, kind, text}, {type: "done", id, ok}, {type: "broken", text}.

const SOURCES = ["kernel.py", "page_backend.py"]; // beside this file

let python;
let kernel;
let running; // the id of the cell that runs

/** Read what the supplies are (pyodide-lock.json), with addresses that don't depend on a base. */
async function readLock(base, supplies) {
  const lock = await (await fetch(`${supplies}pyodide-lock.json`, { cache: "no-cache" })).json();
  for (const each of Object.values(lock.packages)) {
    each.file_name = (each.ours ? supplies : base) + each.file_name;
  }
  return lock;
}

/**
 * Keep every file that comes from the supplies in the browser's cache storage, under a name with its
 * version, and report how much has come. Where a page has no such storage (plain HTTP), the browser's
 * own cache has to do.
 */
function keepFiles(bases, total) {
  const original = self.fetch.bind(self);
  let loaded = 0;
  const count = (bytes) => postMessage({ type: "progress", loaded: (loaded += bytes), total });
  self.fetch = async (resource, options) => {
    const url = new URL(resource.url ?? resource, location).href;
    if (!bases.some((base) => url.startsWith(base))) return original(resource, options);
    const store = await self.caches?.open("pyodide-0.27.7").catch(() => undefined);
    let response = await store?.match(url);
    if (!response) {
      response = await original(resource, options);
      if (response.ok) store?.put(url, response.clone()).catch(() => {}); // full, say
    }
    report(response.clone(), count);
    return response;
  };
}

async function report(response, count) {
  for (let reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    count(value.length);
  }
}

async function start({ base, supplies, interrupt, files = {} }) {
  const sources = Promise.all(SOURCES.map(async (name) => (await fetch(name)).text()));
  const lock = await readLock(base, supplies);
  keepFiles([base, supplies], lock.at_once.bytes);
  importScripts(`${base}pyodide.js`);
  const lockFileURL = URL.createObjectURL(new Blob([JSON.stringify(lock)]));
  const quiet = () => {};
  python = await loadPyodide({
    indexURL: base,
    lockFileURL,
    packages: lock.at_once.packages,
    env: { HOME: "/home/pyodide", MPLBACKEND: "module://page_backend" },
    stdout: quiet,
    stderr: quiet,
  });
  if (interrupt) python.setInterruptBuffer(interrupt);
  for (const [i, source] of (await sources).entries()) files[SOURCES[i]] = source;
  for (const [name, text] of Object.entries(files)) {
    python.FS.writeFile(`/home/pyodide/${name}`, text);
  }
  const packages = Object.fromEntries(
    Object.values(lock.packages).flatMap(({ name, imports }) => imports.map((i) => [i, name])),
  );
  const show = (kind, text) => postMessage({ type: "show", id: running, kind, text });
  const module = python.pyimport("kernel");
  kernel = module.Kernel.callKwargs(show, { packages: python.toPy(packages) });
  for (const name of Object.keys(python.loadedPackages)) kernel.loaded(name);
  postMessage({ type: "ready" });
}

async function run({ id, source, title }) {
  running = id;
  const names = kernel.wanted(source).toJs();
  if (names.length) {
    postMessage({ type: "loading", names });
    await python.loadPackage(names, { messageCallback: () => {} });
    for (const name of Object.keys(python.loadedPackages)) kernel.loaded(name);
    postMessage({ type: "ready" });
  }
  const ok = kernel.run(source, title);
  postMessage({ type: "done", id, ok });
}

const does = { start, run };
let before = Promise.resolve(); // one message after another
self.onmessage = ({ data }) => {
  before = before.then(() => does[data.type](data)).catch((error) => {
    postMessage({ type: "broken", id: running, text: String(error) });
  });
};
