/** @typedef {import("./health.js").Instance} Instance */

/** What people call an instance: by its platform, or by its own name, where that is another. @param {Instance} instance */
export const titleOf = ({ name, provider, title }) => (name === provider ? title : name);
