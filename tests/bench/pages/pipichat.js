import { connect, PipiChat } from "portaria/pipichat";

export const login = () => connect("pipichat");
export const read = () => new PipiChat({ via: "/api" }).users.me();
