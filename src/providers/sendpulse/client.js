export * from "../../../pkg/dist/sendpulse.js";
export { base64 } from "../../../pkg/lib/base64.js";
