from odoo.tests import HttpCase, tagged
from odoo.tools.misc import file_open

from .common import EAN, PdaData

# Helpers of the flows below; the page has no tour service of the backend on purpose.
HELPERS = """
const wait = async (what, check) => {
    for (let n = 0; n < 200; n++) {
        const found = check();
        if (found) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not seen: ${what}; page: ${document.body.innerText}`);
};
const seen = (text) =>
    wait(text, () => document.querySelector("main").innerText.includes(text));
const shown = (selector) => wait(selector, () => document.querySelector(selector));
const scan = async (code) => {
    const field = await wait("focus", () => document.activeElement.matches(".pda_field")
        && document.activeElement);
    field.value = code;
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await wait("an answer", () => !document.querySelector(".pda_busy"));
};
const flow = async (steps) => {
    try {
        await steps();
        console.log("test successful");
    } catch (error) {
        console.error(error.stack);
    }
};
"""
READY = "document.body.classList.contains('pda_ready')"


@tagged("post_install", "-at_install")
class TestPdaFlow(HttpCase, PdaData):
    browser_size = "360x780"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.held.barcode = "PDA-TWO"
        cls.env["product.product"].create(
            {"name": "两义", "default_code": "PDA-TWO", "is_storable": True}
        )

    def run_flow(self, steps, login):
        code = f"{HELPERS} flow(async () => {{ {steps} }});"
        self.browser_js("/pda", code, READY, login=login, timeout=90)

    def test_worker_looks_things_up_in_chinese(self):
        self.user("warehouse_worker", lang="zh_CN")
        self.run_flow(
            f"""
            await seen("请扫码");
            await scan("{EAN}");
            await seen("酱油");
            const free = document.querySelector(".pda_available b").innerText;
            if (free !== "70") throw new Error(`available ${{free}}`);
            (await shown(".pda_stock .pda_row")).click();
            await seen("此处存放");
            document.querySelector(".pda_back").click();
            await shown(".pda_available");
            await scan("PDA-TWO");
            await seen("是哪一个？");
            document.querySelector(".pda_choice .pda_row").click();
            await seen("没有库存。");
            await scan("{self.delivery.name}");
            await seen("0 / 30");
            await scan("PDA-NOPE");
            await seen("未知条码");
            await seen("PDA-NOPE");
            if (document.querySelector(".pda_card")) throw new Error("old card stays");
            await scan("PDA-L1");
            const print = await shown("a.pda_print");
            const page = await (await fetch(print.href)).text();
            if (!page.includes("<svg")) throw new Error("no label");
            if (document.documentElement.scrollWidth > innerWidth) {{
                throw new Error("wider than the screen");
            }}
            """,
            "pda_warehouse_worker",
        )

    def test_page_starts_without_network(self):
        """The service worker answers with the kept shell and its parts."""
        self.user("warehouse_worker")
        worker = file_open("jxc_pda/static/src/service_worker.js").read()
        self.assertIn('const SHELL = "/pda"', worker)
        self.run_flow(
            """
            const ready = await navigator.serviceWorker.ready;
            if (new URL(ready.scope).pathname !== "/pda") throw new Error(ready.scope);
            const kept = async () => {
                const cache = await caches.open("jxc-pda-1");
                return (await cache.keys()).map((item) => new URL(item.url).pathname);
            };
            let urls = [];
            for (let n = 0; n < 100 && !urls.includes("/pda"); n++) {
                await new Promise((resolve) => setTimeout(resolve, 100));
                urls = await kept();
            }
            const parts = [...document.querySelectorAll("script[src], link[href]")]
                .map((node) => new URL(node.src || node.href).pathname)
                .filter((path) => path.startsWith("/web/assets/"));
            if (!parts.length) throw new Error("no bundle on the page");
            for (const path of ["/pda", ...parts]) {
                if (!urls.includes(path)) throw new Error(`${path} not in ${urls}`);
            }
            """,
            "pda_warehouse_worker",
        )
