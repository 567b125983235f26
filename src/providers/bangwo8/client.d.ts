import { Bangwo8 as Bangwo8Calls } from "../../../pkg/dist/bangwo8.js";
import type { ClientOptions, OneOf } from "../../../pkg/index.js";

/** The types of Bangwo8's parameters and answers. */
export type * as Bangwo8Types from "../../../pkg/dist/bangwo8.js";

/** Give `via`; or, on a server, `account` and `password`, or `secretId` and `secret`, or `accessToken`. */
export type Bangwo8Options = ClientOptions & {
  /** The address: `https://www.bangwo8.com` by default; `https://abtest.bangwo8.com` is the vendor's test system. */
  baseUrl?: string | undefined;
} & OneOf<{ via: string } | Bangwo8Account | Bangwo8Key | Bangwo8Token>;

/** The main account, on a server (Basic, RFC 7617). */
export interface Bangwo8Account {
  /** The main account's name. In any script; without a colon. */
  account: string;
  /** Its password. */
  password: string;
}

/** A key of the back office (API接口), on a server. A token is asked for, kept for its hour and renewed by the client. */
export interface Bangwo8Key {
  /** The key's id. */
  secretId: string;
  /** The key's secret. */
  secret: string;
}

/** A token that you have already, on a server; when it ends, calls fail with `unauthorized`. */
export interface Bangwo8Token {
  /** The token. */
  accessToken: string;
}

/** Bangwo8 帮我吧. Times are in China Standard Time (UTC+8). */
export class Bangwo8 extends Bangwo8Calls {
  constructor(options?: Bangwo8Options);
  /** Signed links, on a server only: whoever has the private key can enter as anybody. */
  readonly links: { chat: typeof chatLink; ticketTemplate: typeof ticketTemplateLink };
}

/** The fields of a record by their keys: `{ field_10: "…" }`. */
export function customFieldsByKey(record: {
  custom_fields?: { key?: string | undefined; value?: unknown | undefined }[] | undefined;
}): Record<string, unknown>;

/** Fields by their keys, as the wire wants them: `[{ key: "field_10", value: "…" }]`. */
export function customFields<Value>(byKey: Record<string, Value>): { key: string; value: Value }[];

export interface SignedLinkOptions {
  /** The private key that stands beside the switch in the back office. Secret; PC and H5 have one each. */
  privateKey: string;
  /** Further parameters, which are signed too. */
  params?: Record<string, string | number> | undefined;
}

export interface ChatLinkOptions extends SignedLinkOptions {
  /** The account's number. */
  vendorID: string | number;
  /** Who enters: `u6_{vendorID}_{account}` for a contact that was imported with `authaccount`. */
  uid?: string | undefined;
  /** `pc` by default. */
  device?: "pc" | "h5" | undefined;
  /** `https://www.bangwo8.com` by default. */
  baseUrl?: string | undefined;
}

export interface TicketTemplateLinkOptions extends SignedLinkOptions {
  /** The template's address, from the back office. */
  url: string;
  /** The contact's account; goes before `mobile`. */
  authaccount?: string | undefined;
  /** The contact's mobile number. */
  mobile?: string | undefined;
}

/**
 * The signed address of a chat, for an account that has switched dynamic signatures on. On a server only. It is made for now:
 * make one for each visit.
 * @throws {PortariaError} `invalid_argument` where the key is missing.
 */
export function chatLink(options: ChatLinkOptions): Promise<string>;

/** The signed address of a ticket's template, for an account that has switched link protection on. On a server only. */
export function ticketTemplateLink(options: TicketTemplateLinkOptions): Promise<string>;
