/** @typedef {import("./health.js").Instance} Instance */

/** What a vendor has on the button, where it is not called like the platform. */
const BUTTONS = new Map([["pipichat", "PipiTrend"]]);

/** What people call an instance. @param {Instance} instance */
export const titleOf = ({ name, provider, title }) => (name === provider ? title : name);

/** What its login is called. @param {string} instance @param {string} title */
export const loginName = (instance, title) => BUTTONS.get(instance) ?? title;
