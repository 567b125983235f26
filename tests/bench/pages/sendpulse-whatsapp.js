import { connect, SendPulseWhatsApp } from "portaria";

/** @param {Record<string, string>} credentials */
export const login = (credentials) => connect("sendpulse", { credentials });
export const read = () => new SendPulseWhatsApp({ via: "/api" }).bots.list();
