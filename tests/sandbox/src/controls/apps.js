// The providers' app dashboards: the ready-made apps, and more of them for tests on other origins.

import { json, readObject, refuse } from "../http/respond.js";
import { providers } from "../provider.js";

/** @type {import("../sandbox.js").Control} */
export const listApps = ({ world }) =>
  json({
    apps: providers.flatMap((provider) =>
      provider
        .listApps(world.states.get(provider.name))
        .map((app) => ({ provider: provider.name, ...app })),
    ),
  });

/** @type {import("../sandbox.js").Control} */
export async function registerApp({ request, world }) {
  const input = await readObject(request);
  if (input instanceof Response) return input;
  const { provider: name, ...fields } = input;
  const provider = providers.find((candidate) => candidate.name === name);
  if (!provider) {
    return refuse(400, `provider must be one of ${providers.map((each) => each.name).join(", ")}`);
  }
  const made = provider.registerApp(world.states.get(provider.name), fields, world.clock.now());
  if (typeof made === "string") return refuse(400, made);
  return json({ app: { provider: provider.name, ...made } });
}
