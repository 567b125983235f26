/**
 * Settles like the promise, or rejects with the signal's reason when the signal fires first. Leaves no listener behind.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const forget = () => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(forget);
  });
}

/**
 * Waits. Rejects at once when the signal fires.
 * @param {number} ms
 * @param {AbortSignal} [signal]
 */
export function pause(ms, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const until = Date.now() + ms;
  const waited = new Promise((resolve) => {
    const wait = (/** @type {number} */ left) => {
      timer = setTimeout(end, left);
    };
    // A timer may fire a millisecond early, when what is waited for would still be refused.
    const end = () => {
      const left = until - Date.now();
      if (left > 0 && left <= ms) wait(left);
      else resolve(undefined);
    };
    wait(ms);
  });
  return signal ? unlessAborted(waited, signal).finally(() => clearTimeout(timer)) : waited;
}
