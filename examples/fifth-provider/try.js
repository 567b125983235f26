// Calls Pombo by the package that `cargo xtask build` has made with it.
import assert from "node:assert/strict";
import { Pombo } from "portaria";
import { Pombo as Alone } from "portaria/pombo";
import { openPombo } from "./platform.js";

const { address, close } = await openPombo();
const pombo = new Pombo({ baseUrl: address, allowLoopback: true, apiKey: "made-up-key" });

const names = [];
for await (const pigeon of pombo.pigeons.list()) names.push(pigeon.name);
assert.deepEqual(names, ["Ada", "Blu", "Caju"]);

const sent = await pombo.pigeons.send({ pigeon_id: "p2", text: "Olá!" });
assert.equal(sent.away, true);

/** @param {Promise<unknown>} call */
const code = (call) =>
  call.then(
    () => "no error",
    (error) => error.code,
  );
assert.equal(await code(pombo.pigeons.send({ pigeon_id: "p9", text: "Olá!" })), "not_found");
assert.equal(await code(pombo.pigeons.send({ pigeon_id: "p2" })), "invalid_argument");
const stranger = new Alone({ baseUrl: address, allowLoopback: true, apiKey: "another" });
assert.equal(await code(stranger.me.get()), "unauthorized");

console.log(`Pombo answers: ${names.join(", ")}`);
close();
