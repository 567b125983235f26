import { connect, SendPulse } from "portaria";

/** @param {import("portaria").Credentials} credentials */
export const login = (credentials) => connect("sendpulse", { credentials });
export const read = () => new SendPulse({ via: "/api" }).crm.deals.list({ limit: 100 });
