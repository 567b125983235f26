// Crowds: many of something at a provider, for benchmarks and for following pages.

import { json, readObject, refuse } from "../http/respond.js";
import { providers } from "../provider.js";

/** @type {import("../sandbox.js").Control} */
export async function seed({ request, world }) {
  const input = await readObject(request);
  if (input instanceof Response) return input;
  const { provider: name, ...fields } = input;
  const able = providers.filter((candidate) => candidate.seed);
  const provider = able.find((candidate) => candidate.name === name);
  if (!provider?.seed) {
    return refuse(400, `provider must be one of ${able.map((each) => each.name).join(", ")}`);
  }
  const made = provider.seed.make(world.states.get(provider.name), fields, world.clock.now());
  return typeof made === "string" ? refuse(400, made) : json({ provider: name, ...made });
}
