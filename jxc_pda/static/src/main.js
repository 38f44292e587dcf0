import { whenReady } from "@odoo/owl";
import {
    translatedTerms,
    translatedTermsGlobal,
    translationIsReady,
    translationLoaded,
} from "@web/core/l10n/translation";
import { mountComponent } from "@web/env";
import { session } from "@web/session";
import { PdaApp } from "./app/pda_app";

/** The page brings its own terms, so that it also starts without network. */
function useTerms(terms) {
    translatedTerms.jxc_pda = terms;
    Object.assign(translatedTermsGlobal, terms);
    translatedTerms[translationLoaded] = true;
    translationIsReady.resolve(true);
}

async function boot() {
    useTerms(session.pda_terms);
    await whenReady();
    const props = { user: session.pda_user, company: session.company };
    await mountComponent(PdaApp, document.body, { props });
    document.body.classList.add("pda_ready");
    // Without it (no HTTPS, refused by the browser) the page still works online.
    const options = { scope: "/pda" };
    await navigator.serviceWorker?.register("/pda/service-worker.js", options).catch(() => {});
}

boot();
