// What the Worker under test is configured with, where a test needs to know it.

export const ORIGIN = "https://desk.example.com";

export const SEALING_KEY = "dGVzdHMgb25seTogbm90IGEgcmVhbCBrZXkgYXQgYWw=";

export const PIPICHAT_APP = {
  app_id: "176300000012345",
  app_secret: "0123456789abcdef0123456789abcdef",
};

/** The app at a community that echoes `state`. */
export const SOMEE_APP = {
  app_id: "88150000002468",
  app_secret: "13579bdf02468ace13579bdf02468ace",
};

export const SENDPULSE_APP = {
  app_id: "5e9d0000-0000-4000-8000-0000000000a1",
  app_secret: "5ec0e70123456789abcdef0123456789",
};

/** What no answer and no log line may contain. The key is looked for without its padding. */
export const SECRETS = [
  PIPICHAT_APP.app_secret,
  SOMEE_APP.app_secret,
  SENDPULSE_APP.app_secret,
  SEALING_KEY.replace("=", ""),
];
