// The service worker: keeps the page's files, so that it opens without a network. It never touches
// mail: that is in IndexedDB, and comes over a WebSocket, which service workers do not see.
//
// The build puts the version and the list of files in.

const CACHE = `restante-${"VERSION"}`;
const FILES = [/* FILES */];

self.addEventListener("install", (event) => {
  // Past the HTTP cache: a file of an older build must not slip in.
  const requests = FILES.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(requests))
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
