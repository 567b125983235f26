import { connect, SendPulseWhatsApp } from "portaria";

export const login = () => connect("sendpulse");
export const read = () => new SendPulseWhatsApp({ via: "/api" }).bots.list();
