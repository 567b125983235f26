// Where the Worker is: where this page is, at the root or at the prefix that both are mounted under.

/** For the package's functions, and before the Worker's own paths. */
export const worker = new URL(".", location.href).pathname.replace(/\/$/, "");

/** For the package's clients. */
export const via = `${worker}/api`;
