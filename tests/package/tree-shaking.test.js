// A bundle has the parts of the package that its program uses, and no others.
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "./installed-package.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

/** @param {string} program */
async function bundle(program) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: installed.folder },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
  });
  return outputFiles[0]?.text ?? "";
}

test("a page that imports one service of SendPulse carries no operation of another service or provider", async () => {
  const text = await bundle(
    'import { SendPulseWhatsApp } from "portaria"; await new SendPulseWhatsApp({ via: "/api" }).bots.list();',
  );
  expect(text).toContain("@whatsapp.bots\t");
  for (const other of ["telegram.", "crm.", "addressBooks", "smtp.", "flowTags", "users.me"]) {
    expect(text.includes(other), other).toBe(false);
  }
});

test("a page that imports SendPulse carries no code that asks for tokens", async () => {
  const text = await bundle(
    'import { SendPulse } from "portaria"; await new SendPulse({ via: "/api" }).balance.get();',
  );
  for (const word of ["planToken", "access_token", "handleUninstall", "openApp"]) {
    expect(text.includes(word), word).toBe(false);
  }
});

test("a page that imports portaria/jetchat carries no operation of another provider", async () => {
  const text = await bundle(
    'import { JetChat } from "portaria/jetchat"; await new JetChat({ via: "/api" }).flowTags.list();',
  );
  expect(text).toContain("@flowTags\t");
  for (const other of ["whatsapp.", "users.me", "customFields"]) {
    expect(text.includes(other), other).toBe(false);
  }
});

test("a page that imports Bangwo8 carries no code that signs links or asks for tokens", async () => {
  const text = await bundle(
    'import { Bangwo8 } from "portaria"; await new Bangwo8({ via: "/api" }).tickets.get({ id: 1 });',
  );
  expect(text).toContain("@tickets\t");
  for (const word of ["planToken", "signLink", "privateKey", "@ticketTemplate", "@flowTags"]) {
    expect(text.includes(word), word).toBe(false);
  }
});
