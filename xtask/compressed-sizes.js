// The sizes of a file: as it is, and as a server would compress it once.
import { brotliCompressSync, gzipSync } from "node:zlib";

/**
 * In bytes: raw, gzip 9, brotli 11 (which is zlib's default).
 * @param {Uint8Array} bytes
 * @returns {[raw: number, gzip: number, brotli: number]}
 */
export const sizes = (bytes) => [
  bytes.length,
  gzipSync(bytes, { level: 9 }).length,
  brotliCompressSync(bytes).length,
];
