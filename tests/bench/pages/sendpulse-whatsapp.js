import { connect, SendPulseWhatsApp } from "portaria";

/** @param {import("portaria").Credentials} credentials */
export const login = (credentials) => connect("sendpulse", { credentials });
export const read = () => new SendPulseWhatsApp({ via: "/api" }).bots.list();
