import { pick } from "@web/core/utils/objects";
import { SearchModel } from "@web/search/search_model";
import { thisMonth } from "./periods";

/** Keys of a context that say which goods a ledger is about. */
const OPENED = ["active_id", "jxc_product_id"];

/**
 * The period and what to show are part of the search: every request carries them. So are
 * the goods of a detailed ledger that was opened again by its address alone.
 */
export class LedgerSearchModel extends SearchModel {
    async load(config) {
        await super.load(config);
        await this.prepare();
        if (!this.period) {
            const { jxc_from, jxc_to } = this.globalContext;
            const current = thisMonth(this.facts.today);
            this.period = { from: jxc_from || current.from, to: jxc_to || current.to };
        }
        this.show = this.show || this.globalContext.jxc_show || this.facts.show;
    }

    get context() {
        const { period, show } = this;
        const context = super.context;
        return period
            ? {
                  ...context,
                  ...this.facts?.place,
                  jxc_from: period.from,
                  jxc_to: period.to,
                  jxc_show: show,
              }
            : context;
    }

    async prepare() {
        const context = pick(this.globalContext, ...OPENED);
        this.facts = await this.orm.call(this.resModel, "prepare", [], { context });
    }

    setPeriod(period) {
        this.period = period;
        return this._notify();
    }

    setShow(show) {
        this.show = show;
        return this._notify();
    }

    /** Count what waits, however much it is, then load again. */
    async refresh() {
        await this.prepare();
        return this._notify();
    }

    exportState() {
        return { ...super.exportState(), period: this.period, show: this.show };
    }

    _importState(state) {
        super._importState(state);
        this.period = state.period;
        this.show = state.show;
    }
}
