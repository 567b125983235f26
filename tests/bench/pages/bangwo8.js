import { Bangwo8, connect } from "portaria";

/** @param {Record<string, string>} credentials */
export const login = (credentials) => connect("bangwo8", { credentials });
export const read = () => new Bangwo8({ via: "/api" }).tickets.get({ id: 1001 });
