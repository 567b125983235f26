import { UNINSTALL_BODY_LIMIT } from "../../../pkg/dist/protocol.js";
import { SendPulse as Client } from "../../../pkg/dist/sendpulse.js";
import { CALL_OPTIONS } from "../../../pkg/lib/call-options.js";
import { keptBy } from "../../../pkg/lib/hidden.js";
import { knownOptions } from "../../../pkg/lib/known-options.js";
import { serverCore } from "../../../pkg/lib/login.js";
import { runLogin } from "../../../pkg/lib/login-call.js";

export * from "../../../pkg/dist/sendpulse.js";
export { base64 } from "../../../pkg/lib/base64.js";

/** What one opening may be told beside its client's options. */
const OPEN_OPTIONS = [
  "allowLoopback",
  "appId",
  "appSecret",
  "baseUrl",
  "instance",
  ...CALL_OPTIONS.filter((name) => name !== "extra"),
];

/** The client with what only a server may do. */
export class SendPulse extends Client {
  /**
   * @param {Request | URL | string} request
   * @param {Partial<import("../../../pkg/index.js").OpenAppOptions>} [options]
   * @returns {Promise<import("../../../pkg/index.js").OpenedApp>}
   */
  async handleRedirect(request, options) {
    const ofCall = knownOptions("handleRedirect", options, OPEN_OPTIONS, "sendpulse");
    const all = { ...optionsOf(this), ...Object.fromEntries(ofCall) };
    const { allowLoopback, appId, appSecret, baseUrl, instance = "sendpulse" } = all;
    const given = Object.entries({ appId, baseUrl }).filter(([, value]) => value !== undefined);
    const settings = { provider: "sendpulse", ...Object.fromEntries(given) };
    const call = Object.entries(all).filter(([name]) => CALL_OPTIONS.includes(name));
    const wasm = await serverCore();
    return runLogin(wasm, Object.fromEntries(call), instance, ({ fetch }) =>
      wasm.openApp(request, settings, { allowLoopback, appSecret, instance, fetch }),
    );
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
