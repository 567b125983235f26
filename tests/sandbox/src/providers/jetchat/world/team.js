// Who works in the ready-made workspace, with what, and the tickets they share.

export const AGENTS = [
  ["Olga Owner", "owner", true],
  ["Ari Admin", "admin", true],
  ["Mel Member", "member", false],
  ["Zoe Agent", "agent", true],
  ["Tim Agent", "agent", false],
].map(([name, role, is_online], i) => ({
  id: 77 + i,
  name: String(name),
  email: `${String(name).toLowerCase().replace(" ", ".")}@example.com`,
  image: `https://files.example.com/agents/${77 + i}.png`,
  role: String(role),
  is_online: Boolean(is_online),
}));

export const AGENT_GROUPS = [
  {
    id: 9,
    name: "Night shift",
    image: "",
    assign_method: "round_robin",
    online_first: 1,
    only_view_assigned_to_me: 0,
    members: [80, 81],
  },
  {
    id: 10,
    name: "Complaints",
    image: "",
    assign_method: "random",
    online_first: 0,
    only_view_assigned_to_me: 1,
    members: [78],
  },
];

export const LABELS = ["urgent", "complaint", "praise", "follow up"].map((name, i) => ({
  id: 5 + i,
  name,
}));

export const TICKET_LISTS = [
  { id: 12, name: "Repairs", icon: "wrench", list_code: "repairs", is_live: 1 },
  { id: 13, name: "Returns", icon: "box", list_code: "returns", is_live: 0 },
];

/** The columns of every list. `select1` has options, as people set them up. */
export const TICKET_FIELDS = [
  { column_name: "title", name: "Title", type: "text" },
  { column_name: "description", name: "Description", type: "longtext" },
  {
    column_name: "select1",
    name: "State",
    type: "select",
    options: ["new", "in work", "waiting", "done"].map((label, i) => ({
      option_key: i + 1,
      option_code: label.replace(" ", "_"),
      label,
    })),
  },
  { column_name: "text1", name: "Device", type: "text" },
  { column_name: "rating1", name: "Mood", type: "rating" },
  { column_name: "date1", name: "Due", type: "date" },
];

export const EMBEDDINGS = [
  {
    id: 301,
    type: "faq",
    heading: "When we are open",
    text: "We are open from 9 to 18, Monday to Saturday.",
  },
  { id: 302, type: "faq", heading: "Parking", text: "There is none." },
];

/** Whatever a workspace keeps for others. These open nothing anywhere. */
export const INTEGRATIONS = {
  shopify: {
    url: "https://shop.example.com",
    api_key: "sandbox-shopify-key",
    token: "sandbox-shopify-token",
    wait_time: 30,
  },
  woocommerce: {
    url: "https://woo.example.com",
    api_key: "sandbox-woo-key",
    token: "sandbox-woo-token",
  },
  dropi: { url: "https://dropi.example.com", api_key: "sandbox-dropi-key" },
  metaConversions: { token: "sandbox-meta-token", dataset_id: "900000000000001" },
  openai: { api_key: "sandbox-openai-key", org_id: "org-sandbox" },
  s3: {
    url: "https://s3.example.com",
    api_key: "sandbox-s3-key",
    secret: "sandbox-s3-secret",
    bucket: "uploads",
    region: "sa-east-1",
  },
  ainvented: { api_key: "sandbox-ainvented-key" },
  xai: { api_key: "sandbox-xai-key" },
  claude: { api_key: "sandbox-claude-key" },
};

export const INSTALLED_APPS = [
  ["Calendar", "apikey", ["api_key"]],
  ["Mailer", "apikey", ["api_key", "api_secret"]],
  ["Ledger", "oauth2", []],
].map(([title, auth_type, param_names], i) => ({
  id: 64 + i,
  title: String(title),
  intro: `${title}, a made-up mini app`,
  logo: "",
  image: "",
  app_ns: `app${64 + i}`,
  status: "active",
  version: "2.1",
  auth_type: String(auth_type),
  param_names: /** @type {string[]} */ (param_names),
}));
