// @odoo-module ignore
/* Starts the page without network: the shell comes from the cache when the server does
 * not answer in time, bundles and icons from the cache at once (their address changes
 * with their content). Look-ups always go to the server. Room for the operations: an
 * offline queue belongs into the page (IndexedDB), not here. */

const CACHE = "jxc-pda-1";
const SHELL = "/pda";
const WAIT = 4000;
const KEPT = /^\/(web\/assets\/|jxc_pda\/static\/|pda\/manifest\.webmanifest$)/;

/** Keep a page only if it is the shell itself, not a log-in page it led to. */
function isShell(response) {
    return response.ok && new URL(response.url).pathname === SHELL;
}

async function keepShell(response) {
    const cache = await caches.open(CACHE);
    const text = await response.clone().text();
    const urls = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]);
    const wanted = urls
        .map((url) => url.replaceAll("&amp;", "&"))
        .filter((url) => {
            return KEPT.test(new URL(url, self.location.origin).pathname);
        });
    // the parts first: a kept shell is a complete one
    await Promise.all(wanted.map(async (url) => (await cache.match(url)) || cache.add(url)));
    await cache.put(SHELL, response.clone());
    for (const request of await cache.keys()) {
        const { pathname, search } = new URL(request.url);
        if (pathname !== SHELL && !wanted.includes(pathname + search)) {
            await cache.delete(request);
        }
    }
}

async function fromNetwork(request) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), WAIT);
    try {
        return await fetch(request.url, {
            credentials: "same-origin",
            signal: abort.signal,
        });
    } finally {
        clearTimeout(timer);
    }
}

async function answerShell(event) {
    try {
        const response = await fromNetwork(event.request);
        if (isShell(response)) {
            event.waitUntil(keepShell(response.clone()).catch(() => {}));
        }
        if (response.redirected) {
            // a navigation must be told of the redirect (to the log-in page)
            return Response.redirect(response.url);
        }
        // a 502 of the proxy is as good as no network
        const cached = response.status >= 500 && (await caches.match(SHELL));
        return cached || response;
    } catch {
        return (await caches.match(SHELL)) || Response.error();
    }
}

async function answerPart(request) {
    return (await caches.match(request)) || fetch(request);
}

self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(
        fetch(SHELL, { credentials: "same-origin" })
            .then((response) => (isShell(response) ? keepShell(response) : null))
            .catch(() => null),
    );
});

self.addEventListener("activate", (event) => {
    const outdated = async () => {
        const names = await caches.keys();
        const ours = names.filter((name) => name.startsWith("jxc-pda-"));
        await Promise.all(ours.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
        await self.clients.claim();
    };
    event.waitUntil(outdated());
});

self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) {
        return;
    }
    if (event.request.mode === "navigate" && url.pathname === SHELL) {
        event.respondWith(answerShell(event));
    } else if (KEPT.test(url.pathname)) {
        event.respondWith(answerPart(event.request));
    }
});
