// The Worker as it is deployed. Hooks go into createPortaria's braces.
import { createAccounts, createPortaria, Vault } from "../pkg/worker.js";

export { Vault };
/** For service bindings of other Workers, with `entrypoint = "Accounts"`. */
export const Accounts = createAccounts();
export default createPortaria({});
