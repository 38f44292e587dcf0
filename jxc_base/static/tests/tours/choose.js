const QUIET = 800;

/** Resolves as soon as the list of choices has not changed for a while. */
function settled() {
    const list = () => document.querySelector(".o-autocomplete--dropdown-menu")?.textContent;
    return new Promise((resolve) => {
        let [seen, since] = [list(), Date.now()];
        const timer = setInterval(() => {
            if (list() !== seen) {
                [seen, since] = [list(), Date.now()];
            } else if (seen && Date.now() - since > QUIET) {
                clearInterval(timer);
                resolve();
            }
        }, 50);
    });
}

/**
 * Steps that choose a record in a field which searches while one types.
 *
 * A slow browser searches several times for a text; a search that ends after the choice
 * opens the list again, so the choice waits for the last one.
 *
 * @param {string} field selector of the field
 * @param {string} text what is typed
 * @param {string} [found] what stands first in the list then
 */
export const choose = (field, text, found = text) => {
    const choice = `.o-autocomplete--dropdown-item:first-child:contains('${found}')`;
    return [
        { content: `Type ${text}`, trigger: `${field} input`, run: `edit ${text}` },
        { content: `${found} is offered`, trigger: choice, run: settled },
        { content: `Choose ${found}`, trigger: choice, run: "click" },
        { trigger: "body:not(:has(.o-autocomplete--dropdown-item))" },
    ];
};
