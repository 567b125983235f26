/**
 * @typedef {object} Source
 * @property {(changed: object) => Promise<any>} read reads a page
 * @property {(changed: object, page: any) => Promise<object | undefined>} next where the next one is
 * @property {(page: any, before: any) => Promise<boolean>} isRepeated whether a page is the one before again
 * @property {() => boolean} mayPrefetch whether to read ahead
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
  #page() {
    this.#first ??= this.#source.read({});
    return this.#first;
  }

  /** @type {Promise<any>["then"]} */
  // biome-ignore lint/suspicious/noThenProperty: a list is awaited like a promise, on purpose
  then(resolved, rejected) {
    return this.#page().then(resolved, rejected);
  }

  /** @type {Promise<any>["catch"]} */
  catch(rejected) {
    return this.#page().catch(rejected);
  }

  /** @type {Promise<any>["finally"]} */
  finally(done) {
    return this.#page().finally(done);
  }

  /** Page by page. */
  async *pages() {
    const { read, next, isRepeated, mayPrefetch } = this.#source;
    let page = await this.#page();
    let before;
    let changed = {};
    for (;;) {
      if (before !== undefined && (await isRepeated(page, before))) return;
      const following = await next(changed, page);
      const ahead = following && mayPrefetch() ? read(following) : undefined;
      ahead?.catch(() => {}); // thrown where it is wanted, and nowhere else
      yield page;
      if (!following) return;
      before = page;
      page = await (ahead ?? read(following));
      changed = following;
    }
  }

  /** Item by item. */
  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) if (Array.isArray(page?.data)) yield* page.data;
  }
}
