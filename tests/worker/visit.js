// Somebody visits: for each test a fresh sandbox, a clock that can be moved, and a person of whom nothing secret is said.
import { afterEach, beforeEach, vi } from "vitest";
import { expectNoSecretSaid, freshSandbox, Person, said } from "./person.js";

/** @type {Person} */
export let person;

/** Has each test of a file begin with a visit, and end with a search for secrets. */
export function visits() {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await freshSandbox();
    said.reset();
    person = new Person();
  });
  afterEach(async () => {
    await expectNoSecretSaid(); // whatever the test is about
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** Has somebody else come in the person's place; gives the one who was there. */
export function instead() {
  const before = person;
  person = new Person();
  return before;
}
