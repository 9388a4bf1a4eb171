// Runs lessons in Pyodide, which is CPython as a browser has it, under Node: one interpreter for all of them.
//     node lessons.mjs PYODIDE LESSONS RESULTS WHEEL …
// PYODIDE is the folder with its files; LESSONS a file with [[name, [[id, source], …]], …]. What a lesson gave
// stands in RESULTS, as NAME.json, as soon as it has ended. Nothing is asked of any server.
import fs from "fs";
import path from "path";
import { fileURLToPath, pathToFileURL } from "url";

globalThis.fetch = () => { throw new Error("a lesson asked for a server"); };
const [folder, lessons, results, ...wheels] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
const kernel = fileURLToPath(new URL("cells.py", import.meta.url));

try {
  const env = { HOME: "/home/pyodide", TZ: "UTC", LANG: "C.UTF-8" };
  const python = await loadPyodide({ indexURL: folder + path.sep, env });
  const site = python.runPython("import sysconfig; sysconfig.get_path('purelib').replace('//', '/')");
  for (const wheel of wheels) {
    python.unpackArchive(new Uint8Array(fs.readFileSync(wheel)), "wheel", { extractDir: site });
  }
  python.FS.writeFile("/home/pyodide/cells.py", fs.readFileSync(kernel, "utf8"));
  const run = await python.runPythonAsync("import sys; sys.path.append('/home/pyodide'); import cells; cells.run");
  for (const [name, cells] of JSON.parse(fs.readFileSync(lessons, "utf8"))) {
    fs.writeFileSync(path.join(results, `${name}.json`), await run(JSON.stringify(cells)));
  }
} catch (problem) {
  console.error(String(problem.message ?? problem).slice(-4000)); // and not the text of the whole interpreter
  process.exitCode = 1;
}
