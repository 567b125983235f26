// What an account is connected with, platform by platform, as the crate says. `cargo xtask site` hands it over.

/** @typedef {{ name: string, label: string, hint: string, required: boolean }} Field */
/** @typedef {{ name: string, title: string, connect: string, credentials: { place: string, fields: Field[] }[] }} Platform */

export default {
  /** @returns {Platform[]} */
  load() {
    const facts = process.env.PORTARIA_FACTS;
    if (!facts)
      throw new Error("The platforms' facts are missing: build the site by `cargo xtask site`.");
    return JSON.parse(facts).platforms;
  },
};
