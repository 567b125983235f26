// All four platforms, behind a Worker.
import { Bangwo8, connect, JetChat, PipiChat, SendPulse } from "portaria";

const WORKER = { via: "/api" };

export const login = () => connect("pipichat");

export const read = () =>
  Promise.all([
    new PipiChat(WORKER).users.me(),
    new JetChat(WORKER).subscribers.list({ limit: 100 }),
    new SendPulse(WORKER).crm.deals.list({ limit: 100 }),
    new Bangwo8(WORKER).tickets.get({ id: 1001 }),
  ]);
