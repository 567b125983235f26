import { connect, SendPulse } from "portaria";

/** @param {Record<string, string>} credentials */
export const login = (credentials) => connect("sendpulse", { credentials });
export const read = () => new SendPulse({ via: "/api" }).crm.deals.list({ limit: 100 });
