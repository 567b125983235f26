/**
 * @typedef {string | number | null | undefined} Next where the next page begins; `null` where this one only repeats the one before
 *
 * @typedef {object} Source
 * @property {(at?: string | number) => Promise<any>} read reads the page that begins there
 * @property {(end: AbortController) => (at: string | number) => Promise<any>} readUntil a way to read pages that can be ended
 * @property {(page: any) => unknown} items what a page holds
 * @property {(page: any, before: any, at?: string | number) => Next} after where a page goes on
 * @property {(next: string | number, page: any) => (string | number)[]} ahead which pages to read ahead, of those from there on
 */

/**
 * A list: awaited, its first page; iterated, every item of every page.
 */
export class Listing {
  #source;
  /** @type {Promise<any> | undefined} */
  #first;

  /** @param {Source} source */
  constructor(source) {
    this.#source = source;
  }

  /** The first page is read once, when it is first wanted. */
  #read() {
    this.#first ??= this.#source.read();
    return this.#first;
  }

  /** @type {Promise<any>["then"]} */
  // biome-ignore lint/suspicious/noThenProperty: a list is awaited like a promise, on purpose
  then(resolved, rejected) {
    return this.#read().then(resolved, rejected);
  }

  /** @type {Promise<any>["catch"]} */
  catch(rejected) {
    return this.#read().catch(rejected);
  }

  /** @type {Promise<any>["finally"]} */
  finally(done) {
    return this.#read().finally(done);
  }

  /** Page by page. */
  async *pages() {
    const { read, readUntil, after, ahead } = this.#source;
    let page = await this.#read();
    let next = after(page, undefined);
    /** Those that are being read already. @type {Map<string | number, Promise<any>>} */
    const early = new Map();
    const end = new AbortController();
    /** @type {ReturnType<typeof readUntil> | undefined} */
    let readEarly;
    try {
      while (next !== null) {
        const at = next;
        for (const place of at === undefined ? [] : ahead(at, page)) {
          if (early.has(place)) continue;
          readEarly ??= readUntil(end);
          const reading = readEarly(place);
          reading.catch(() => {}); // thrown where it is wanted, and nowhere else
          early.set(place, reading);
        }
        yield page;
        if (at === undefined) return;
        const before = page;
        page = await (early.get(at) ?? read(at));
        early.delete(at);
        next = after(page, before, at);
      }
    } finally {
      end.abort(); // nobody will want what is still being read
    }
  }

  /**
   * Item by item. By hand, because an async generator waits three times for an item that is there already.
   * @returns {AsyncIterator<any>}
   */
  [Symbol.asyncIterator]() {
    const pages = this.pages();
    const { items } = this.#source;
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
    /** One call waits for the one before, should somebody not. @type {Promise<unknown> | undefined} */
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
