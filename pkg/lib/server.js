export { JetChat } from "../dist/jetchat.js";
export { connect, connections, disconnect } from "./connect.js";
export { PortariaError } from "./error.js";
export { handleRedirect, PipiChat, startLogin } from "./login.js";
