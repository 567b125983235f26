import { connect, SendPulse } from "portaria";

export const login = () => connect("sendpulse");
export const read = () => new SendPulse({ via: "/api" }).crm.deals.list({ limit: 100 });
