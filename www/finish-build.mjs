// Runs after trunk, on the files it is about to put into dist/: writes /boot.js, which starts the
// wasm under its hashed name, fills in the service worker's list of files, and compresses.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.env.TRUNK_STAGING_DIR;
const names = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
const read = (name) => readFileSync(join(folder, name));
const write = (name, content) => writeFileSync(join(folder, name), content);
const only = (pattern) => {
  const found = names().filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`expected one file like ${pattern}, found: ${found}`);
  return found[0];
};

// Page and worker start the same way: the wasm itself looks where it runs.
const script = only(/^restante-[0-9a-f]+\.js$/);
const wasm = only(/^restante-[0-9a-f]+_bg\.wasm$/);
write(
  "boot.js",
  `import init from "/${script}";
globalThis.restanteBuild = "${script}";
await init({ module_or_path: "/${wasm}" });
`,
);

// The browser learns of both before boot.js has told it.
const preload =
  `<link rel="modulepreload" href="/${script}">` +
  `<link rel="preload" href="/${wasm}" as="fetch" type="application/wasm" crossorigin>`;
const index = read("index.html")
  .toString()
  // What trunk read, and leaves behind when it injects nothing.
  .replace(/<link data-trunk rel="rust"[^>]*>\s*/, "")
  .replace("</head>", `${preload}</head>`);
write("index.html", index);

// The service worker keeps everything but itself, and the words of other languages, which it keeps when
// they are asked for. Its version is a hash over all that it keeps,
// so that it changes when and only when something else does.
const kept = names().filter((name) => name !== "sw.js" && !name.startsWith("locales/"));
const hash = createHash("sha256");
for (const name of names()) if (name !== "sw.js") hash.update(name).update("\0").update(read(name));
const paths = kept.map((name) => (name === "index.html" ? "/" : `/${name}`));
write(
  "sw.js",
  read("sw.js")
    .toString()
    .replace('"VERSION"', JSON.stringify(hash.digest("hex").slice(0, 16)))
    .replace("[/* FILES */]", JSON.stringify(paths)),
);

// Compressed once here, served as often as asked.
const total = { raw: 0, brotli: 0 };
for (const name of names()) {
  if (!/\.(html|js|css|wasm|svg|json|webmanifest|txt)$/.test(name)) continue;
  const content = read(name);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  write(`${name}.br`, brotli);
  write(`${name}.gz`, gzipSync(content, { level: 9 }));
  total.raw += content.length;
  total.brotli += brotli.length;
  console.log(`${String(content.length).padStart(9)} ${String(brotli.length).padStart(8)}  ${name}`);
}
console.log(`${String(total.raw).padStart(9)} ${String(total.brotli).padStart(8)}  bytes, and in brotli`);
