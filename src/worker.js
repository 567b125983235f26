// The Worker as it is deployed. Hooks go into createPortaria's braces.
import { createPortaria, Vault } from "../pkg/worker.js";

export { Vault };
export default createPortaria({});
