// Rules for the JavaScript of the addons. The browser's and the test runner's names are
// listed here, so that no package has to be installed beside this file.

const names = (text) => Object.fromEntries(text.split(/\s+/).map((name) => [name, "readonly"]));

const browser = names(`window document navigator location history console self globalThis
    fetch Request Response Headers FormData URL URLSearchParams AbortController Blob File FileReader
    Event CustomEvent EventTarget KeyboardEvent MouseEvent InputEvent MessageChannel
    BroadcastChannel Worker WebSocket XMLSerializer DOMParser XMLHttpRequest
    setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone
    requestAnimationFrame cancelAnimationFrame CSS matchMedia getComputedStyle performance crypto
    localStorage sessionStorage indexedDB IDBKeyRange caches atob btoa alert confirm prompt
    Node NodeFilter Element HTMLElement Image Audio AudioContext SVGElement Range
    MutationObserver ResizeObserver IntersectionObserver BarcodeDetector TextEncoder TextDecoder
    odoo luxon owl Chart`);

const serviceWorker = names("clients skipWaiting registration importScripts addEventListener");

export default [
    { ignores: [".jxc/**", "**/node_modules/**", "**/static/lib/**"] },
    {
        files: ["**/*.js", "**/*.mjs"],
        languageOptions: {
            ecmaVersion: 2023,
            sourceType: "module",
            globals: { ...browser, ...serviceWorker },
        },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            complexity: ["error", 10],
            curly: ["error", "all"],
            eqeqeq: "error",
            "no-debugger": "error",
            "no-undef": "error",
            "no-unused-vars": ["error", { args: "after-used", caughtErrors: "none" }],
            "no-var": "error",
            "prefer-const": "error",
        },
    },
];
