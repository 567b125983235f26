import { connect, JetChat } from "portaria";

/** @param {string} apiKey */
export const login = (apiKey) => connect("jetchat", { credentials: { apiKey } });
export const read = () => new JetChat({ via: "/api" }).subscribers.list({ limit: 100 });
