// PipiChat in the console.

/** What the vendor has on its button for PipiChat itself. */
export const loginName = "PipiTrend";

/** @type {import("../../../www/src/platform-console.js").PlatformConsole["profileIn"]} */
export const profileIn = ({ user_info }) => user_info;
