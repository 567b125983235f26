import { JetChat } from "portaria";

export const runtime = "edge";
export const dynamic = "force-dynamic";

export async function GET() {
  const jetchat = new JetChat({
    baseUrl: `${process.env.API_ORIGIN}/api`,
    allowLoopback: true,
    apiKey: process.env.API_KEY,
  });
  const { data } = await jetchat.flowTags.list();
  return new Response(data.map((tag) => tag.name).join());
}
