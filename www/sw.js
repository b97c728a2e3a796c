// The service worker: keeps the page's files, so that it opens without a network. It never touches
// mail: that is in IndexedDB, and comes over a WebSocket, which service workers do not see.
//
// The build puts the version and the list of files in.

const CACHE = `restante-${"VERSION"}`;
const FILES = [/* FILES */];

const WORDS = /^\/locales\/[a-z]+\.json$/;

// The languages that were read so far.
const languages = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("restante-"));
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const paths = requests.flat().map((request) => new URL(request.url).pathname);
  return [...new Set(paths.filter((path) => WORDS.test(path)))];
};

// From the cache, or from the network into the cache.
const words = async (request, path) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  if (kept) return kept;
  const fetched = await fetch(request);
  if (fetched.ok) await cache.put(path, fetched.clone());
  return fetched;
};

self.addEventListener("install", (event) => {
  // Past the HTTP cache: a file of an older build must not slip in.
  const fresh = (paths) => paths.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(
    Promise.all([caches.open(CACHE), languages()])
      .then(([cache, spoken]) => cache.addAll(fresh([...FILES, ...spoken])))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("restante-") && name !== CACHE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (WORDS.test(url.pathname)) {
    event.respondWith(words(request, url.pathname));
    return;
  }
  // A view of the page has the page's own file; only /message.html is a document besides.
  const view = request.mode === "navigate" && !FILES.includes(url.pathname);
  const path = view ? "/" : url.pathname;
  if (!FILES.includes(path)) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(path))
      .then((kept) => kept ?? fetch(request)),
  );
});
