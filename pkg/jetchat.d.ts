/** JetChat alone; the rest of "portaria" is left out of what a bundler makes. */

export {
  type CallEvent,
  type CallOptions,
  type Connection,
  type CurlOptions,
  connections,
  type DisconnectOptions,
  disconnect,
  JetChat,
  type JetChatOptions,
  type JetChatTypes,
  type Listing,
  type ListOptions,
  PortariaError,
  type PortariaErrorCode,
  type PortariaErrorDetails,
  type Profile,
  type Quota,
  type WorkerOptions,
} from "./index.js";
