// Calls alone: no login, and no description in the page.
import createClient from "openapi-fetch";

const client = /** @type {any} */ (createClient({ baseUrl: "/api" }));

export const read = () => client.GET("/subscribers", { params: { query: { limit: 100 } } });
