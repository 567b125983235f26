// On the server, with a key; and a part of the page that asks by itself, through the Worker's proxy.
import { connection } from "next/server";
import { JetChat } from "portaria";
import { Tags } from "./tags.js";

export default async function Page() {
  await connection(); // not while it is built
  const jetchat = new JetChat({
    baseUrl: `${process.env.API_ORIGIN}/api`,
    allowLoopback: true,
    apiKey: process.env.API_KEY,
  });
  const names = [];
  for await (const tag of jetchat.flowTags.list()) names.push(tag.name);
  return (
    <main>
      <p id="server">{names.join()}</p>
      <Tags />
    </main>
  );
}
