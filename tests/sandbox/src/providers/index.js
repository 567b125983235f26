// Each platform that is played is one folder, and one line here.

export { bangwo8 } from "./bangwo8/index.js";
export { jetchat } from "./jetchat/index.js";
export { pipichat } from "./pipichat/index.js";
export { sendpulse } from "./sendpulse/index.js";
