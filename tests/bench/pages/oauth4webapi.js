// A code flow with PKCE, as a public client.
import * as oauth from "oauth4webapi";

const server = {
  issuer: "https://login.example",
  authorization_endpoint: "https://login.example/authorize",
  token_endpoint: "https://login.example/token",
};
const client = { client_id: "client" };
const redirect = `${location.origin}/callback`;

export async function login() {
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  sessionStorage.setItem(state, verifier);
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirect,
    response_type: "code",
    scope: "profile",
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  location.assign(`${server.authorization_endpoint}?${query}`);
}

export async function finish() {
  const address = new URL(location.href);
  const state = address.searchParams.get("state") ?? "";
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    oauth.validateAuthResponse(server, client, address, state),
    redirect,
    sessionStorage.getItem(state) ?? "",
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
  return tokens.access_token;
}
