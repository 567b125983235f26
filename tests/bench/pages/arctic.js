// A code flow with PKCE, as a public client.
import { CodeChallengeMethod, generateCodeVerifier, generateState, OAuth2Client } from "arctic";

const client = new OAuth2Client("client", null, `${location.origin}/callback`);

export function login() {
  const state = generateState();
  const verifier = generateCodeVerifier();
  sessionStorage.setItem(state, verifier);
  const address = client.createAuthorizationURLWithPKCE(
    "https://login.example/authorize",
    state,
    CodeChallengeMethod.S256,
    verifier,
    ["profile"],
  );
  location.assign(address);
}

export async function finish() {
  const query = new URLSearchParams(location.search);
  const verifier = sessionStorage.getItem(query.get("state") ?? "");
  const tokens = await client.validateAuthorizationCode(
    "https://login.example/token",
    query.get("code") ?? "",
    verifier,
  );
  return tokens.accessToken();
}
