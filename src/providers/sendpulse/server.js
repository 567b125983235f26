import { UNINSTALL_BODY_LIMIT } from "../../../pkg/dist/protocol.js";
import { SendPulse as Client } from "../../../pkg/dist/sendpulse.js";
import { keptBy } from "../../../pkg/lib/hidden.js";
import { serverCore } from "../../../pkg/lib/login.js";

export * from "../../../pkg/dist/sendpulse.js";

/** The client with what only a server may do. */
export class SendPulse extends Client {
  /**
   * @param {Request | URL | string} request
   * @returns {Promise<import("../../../pkg/index.js").OpenedApp>}
   */
  async handleRedirect(request) {
    const { allowLoopback, appId, appSecret, baseUrl, instance, fetch } = optionsOf(this);
    const given = Object.entries({ appId, baseUrl }).filter(([, value]) => value !== undefined);
    const settings = { provider: "sendpulse", ...Object.fromEntries(given) };
    const wasm = await serverCore();
    return wasm.openApp(request, settings, { allowLoopback, appSecret, instance, fetch });
  }

  /**
   * @param {Request} request
   * @param {import("../../../pkg/index.js").UninstallOptions} options
   */
  async handleUninstall(request, { find }) {
    const { appId = "" } = optionsOf(this);
    const wasm = await serverCore();
    const body = (await request.text()).slice(0, UNINSTALL_BODY_LIMIT);
    const account = wasm.uninstalledAccount("sendpulse", body, appId);
    const keys = account === undefined ? undefined : await find(account);
    if (!keys || account === undefined) return undefined;
    const { clientId, clientSecret } = keys;
    return wasm.uninstallKnows("sendpulse", body, appId, clientId, clientSecret)
      ? account
      : undefined;
  }
}

/** @param {SendPulse} client @returns {import("../../../pkg/index.js").SendPulseOptions} */
const optionsOf = (client) => keptBy(client).caller.options;
