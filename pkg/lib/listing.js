import { keep, keptBy } from "./hidden.js";

/**
 * @typedef {string | number | null | undefined} NextStart where the next page begins: `undefined` after the last page, `null` where
 *   this page only repeats the one before
 *
 * @typedef {object} PageReader
 * @property {(start?: string | number) => Promise<any>} read reads the page that begins there
 * @property {(end: AbortController) => (start: string | number) => Promise<any>} readUntil makes a `read` that can be aborted
 * @property {(page: any) => unknown} items what a page holds
 * @property {(page: any, before: any, start?: string | number) => NextStart} after where the list goes on after a page
 * @property {(next: string | number, page: any) => (string | number)[]} ahead the pages to read ahead, from the next one on
 *
 * @typedef {object} Kept what a list keeps (./hidden.js)
 * @property {PageReader} reader
 * @property {() => Promise<any>} readFirst gives the first page, which is read once
 */

/**
 * A list. Awaited, it gives its first page; iterated, every item of every page.
 */
export class Listing {
  /** @param {PageReader} reader */
  constructor(reader) {
    /** @type {Promise<any> | undefined} */
    let first;
    const readFirst = () => {
      first ??= reader.read();
      return first;
    };
    keep(this, { reader, readFirst });
  }

  /** @type {Promise<any>["then"]} */
  // biome-ignore lint/suspicious/noThenProperty: a list can be awaited like a promise
  then(resolved, rejected) {
    return kept(this).readFirst().then(resolved, rejected);
  }

  /** @type {Promise<any>["catch"]} */
  catch(rejected) {
    return kept(this).readFirst().catch(rejected);
  }

  /** @type {Promise<any>["finally"]} */
  finally(done) {
    return kept(this).readFirst().finally(done);
  }

  /** Every page. */
  async *pages() {
    const { reader, readFirst } = kept(this);
    const { read, readUntil, after, ahead } = reader;
    let page = await readFirst();
    let next = after(page, undefined);
    /** The pages that are being read already. @type {Map<string | number, Promise<any>>} */
    const early = new Map();
    const end = new AbortController();
    /** @type {ReturnType<typeof readUntil> | undefined} */
    let readEarly;
    try {
      while (next !== null) {
        const start = next;
        for (const place of start === undefined ? [] : ahead(start, page)) {
          if (early.has(place)) continue;
          readEarly ??= readUntil(end);
          const reading = readEarly(place);
          reading.catch(() => {}); // thrown when the page is awaited, and not before
          early.set(place, reading);
        }
        yield page;
        if (start === undefined) return;
        const before = page;
        page = await (early.get(start) ?? read(start));
        early.delete(start);
        next = after(page, before, start);
      }
    } finally {
      end.abort(); // the pages that are still being read are not needed any more
    }
  }

  /**
   * Every item. Written by hand, because an async generator waits three times for an item that is there already.
   * @returns {AsyncIterator<any>}
   */
  [Symbol.asyncIterator]() {
    const pages = this.pages();
    const { items } = kept(this).reader;
    /** @type {any[]} */
    let held = [];
    let at = 0;
    /** @type {() => Promise<IteratorResult<any>>} */
    const next = async () => {
      while (at >= held.length) {
        const { value, done } = await pages.next();
        if (done) return { done, value: undefined };
        const found = items(value);
        [held, at] = [Array.isArray(found) ? found : [], 0];
      }
      return { done: false, value: held[at++] };
    };
    /** The call before, which the next one waits for. @type {Promise<unknown> | undefined} */
    let waiting;
    return {
      next() {
        if (!waiting && at < held.length) {
          return Promise.resolve({ done: false, value: held[at++] });
        }
        const result = waiting ? waiting.then(next, next) : next();
        waiting = result;
        const settled = () => {
          if (waiting === result) waiting = undefined;
        };
        result.then(settled, settled);
        return result;
      },
      async return() {
        held = [];
        await pages.return(undefined);
        return { done: true, value: undefined };
      },
    };
  }
}

/** What a list keeps. @param {Listing} list @returns {Kept} */
const kept = (list) => keptBy(list);
