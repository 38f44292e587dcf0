import { registry } from "@web/core/registry";

/**
 * How tiles of a kind are drawn: `{ Component, layout }`. The component gets `tile`,
 * `open(action)` and `reload()`; `layout` is small (several beside each other), panel
 * (two beside each other) or wide. Addons add theirs.
 */
export const workbenchKinds = registry.category("jxc_workbench_kinds");

/** Props of every tile component. */
export const TILE_PROPS = { tile: Object, open: Function, reload: Function };
