import { Bangwo8, connect } from "portaria";

/** @param {import("portaria").CredentialsOf<"bangwo8">} credentials */
export const login = (credentials) => connect("bangwo8", { credentials });
export const read = () => new Bangwo8({ via: "/api" }).tickets.get({ id: 1001 });
