import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { Camera, hasCamera } from "../scan/camera";
import { PdaCard } from "./pda_card";

const ROUTE = "/pda/look_up";
const TIMEOUT = 8000;
const RECENT = 8;
const RECENT_KEY = "jxc_pda.recent";

/** The look-up page: a scan field that is always ready, and what the code means. */
export class PdaApp extends Component {
    static template = "jxc_pda.App";
    static components = { Camera, PdaCard };
    static props = { user: { type: String }, company: { type: String } };

    setup() {
        this.scanner = useService("pda_scanner");
        this.feedback = useService("pda_feedback");
        this.field = useRef("field");
        this.hasCamera = hasCamera();
        this.state = useState({
            busy: false,
            typing: false,
            camera: false,
            online: browser.navigator.onLine !== false,
            code: null,
            candidates: [],
            cards: [],
            problem: null,
            recent: JSON.parse(browser.sessionStorage.getItem(RECENT_KEY) || "[]"),
        });
        const online = () => (this.state.online = browser.navigator.onLine !== false);
        onMounted(() => {
            this.detach = this.scanner.attach(this.field.el, (code) => this.lookUp(code));
            browser.addEventListener("online", online);
            browser.addEventListener("offline", online);
        });
        onWillUnmount(() => {
            this.detach();
            browser.removeEventListener("online", online);
            browser.removeEventListener("offline", online);
        });
    }

    get card() {
        return this.state.cards.at(-1);
    }

    /** Look a scanned code up and show what it means. */
    async lookUp(code) {
        const result = await this.ask({ code });
        this.state.code = code;
        if (!result) {
            return;
        }
        this.state.candidates = result.candidates;
        this.state.cards = result.card ? [result.card] : [];
        if (result.error || !result.candidates.length) {
            this.refuse("unknown", result.error);
            return;
        }
        this.remember(code);
        this.feedback.play(result.card ? "ok" : "ask");
    }

    /** Open the card of a candidate or of a row of a card. */
    async open(target) {
        const result = await this.ask({ model: target.model, record_id: target.id });
        if (result?.error) {
            this.refuse("refused", result.error);
        } else if (result) {
            this.state.cards.push(result.card);
            browser.scrollTo?.(0, 0);
        }
    }

    /** One request; null when the server did not answer, which is said aloud. */
    async ask(params) {
        Object.assign(this.state, { busy: true, problem: null });
        const request = rpc(ROUTE, params, { silent: true });
        const timer = browser.setTimeout(() => request.abort(), TIMEOUT);
        try {
            return await request;
        } catch (error) {
            this.failed(error, params);
            return null;
        } finally {
            browser.clearTimeout(timer);
            this.state.busy = false;
        }
    }

    failed(error, params) {
        this.state.code = params.code ?? this.state.code;
        if (params.code) {
            Object.assign(this.state, { candidates: [], cards: [] });
        }
        const expired = error.exceptionName?.endsWith("SessionExpiredException");
        const server = error.exceptionName && !expired;
        this.retry = params;
        const kind = expired ? "expired" : server ? "server" : "offline";
        this.refuse(kind, server ? error.data?.message : null);
    }

    /** A latched alarm: it stays until the next scan or a tap. */
    refuse(kind, text) {
        this.state.problem = { kind, text: text || null };
        this.feedback.play("alarm");
    }

    get problemTitle() {
        return {
            unknown: _t("Unknown Code"),
            refused: _t("Not Possible"),
            offline: _t("No Connection"),
            expired: _t("Please Log In Again"),
            server: _t("The Server Reports an Error"),
        }[this.state.problem.kind];
    }

    get problemHelp() {
        return {
            unknown: _t(
                "Scan again. If the code is right, ask the office to enter it at the " +
                    "product, packing, lot or location. Nothing has been changed.",
            ),
            refused: _t("Ask your manager if you need this."),
            offline: _t("The server does not answer. Check the Wi-Fi, then try again."),
            expired: _t("You have been logged out. Log in, then scan again."),
            server: _t("Try again. If it happens again, tell your administrator."),
        }[this.state.problem.kind];
    }

    get canRetry() {
        return ["offline", "server"].includes(this.state.problem.kind);
    }

    async tryAgain() {
        const { code, model, record_id: id } = this.retry;
        await (code ? this.scanner.scan(code) : this.open({ model, id }));
    }

    remember(code) {
        const recent = [code, ...this.state.recent.filter((item) => item !== code)];
        this.state.recent = recent.slice(0, RECENT);
        browser.sessionStorage.setItem(RECENT_KEY, JSON.stringify(this.state.recent));
    }

    back() {
        this.state.problem = null;
        this.state.cards.pop();
        if (!this.state.cards.length && this.state.candidates.length < 2) {
            this.home();
        }
    }

    home() {
        Object.assign(this.state, { code: null, candidates: [], cards: [], problem: null });
    }

    /** The on-screen keyboard appears only when asked for. */
    toggleTyping() {
        this.state.typing = !this.state.typing;
        this.field.el.blur();
        this.scanner.keepFocus();
    }

    onSubmit(ev) {
        ev.preventDefault();
        this.scanner.submit();
    }

    logIn() {
        browser.location.assign("/web/login?redirect=/pda");
    }
}
