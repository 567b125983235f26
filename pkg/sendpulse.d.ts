/** SendPulse alone; the rest of "portaria" is left out of what a bundler makes. */

/** Its services one by one, and their types. */
export * from "./dist/sendpulse.js";
export {
  type Binding,
  type CallEvent,
  type CallOptions,
  type Connection,
  type CurlOptions,
  connections,
  type DisconnectOptions,
  disconnect,
  type Listing,
  type ListOptions,
  type OpenedApp,
  PortariaError,
  type PortariaErrorCode,
  type PortariaErrorDetails,
  type Profile,
  type Quota,
  SendPulse,
  type SendPulseOptions,
  type UninstallOptions,
  type WorkerOptions,
} from "./index.js";
