// Where the Worker is: where this page is, at the root or at the prefix that both are mounted under.

/** Before the Worker's own paths. */
export const worker = new URL(".", location.href).pathname.replace(/\/$/, "");

/** For the package's functions and clients. */
export const via = `${worker}/api`;
