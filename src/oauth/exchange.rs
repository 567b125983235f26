//! The exchange: a one-time code for a token, and the token for who logged in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::check_response;
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::{Method, Request};
use crate::json;
use crate::providers::pipichat::{self, answer, settings::AuthorizeMethod};
use crate::providers::settings::no_login;
use crate::providers::{Instance, Profile, Provider};
use crate::secret::{self, Secret};

/// The longest answer that an exchange or a profile may be, in bytes.
pub const ANSWER_LIMIT: usize = 256 * 1024;

/// How long an exchange or a profile may take, in milliseconds: a person is waiting.
const PATIENCE_MS: u32 = 10_000;

/// What a provider grants.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// The access token.
    #[serde(serialize_with = "secret::expose")]
    pub access_token: Secret,
    /// When it is no longer to be trusted, in milliseconds since 1970. It may end earlier.
    pub expires_at: u64,
}

/// A finished login.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Login {
    /// What the provider granted.
    pub tokens: Tokens,
    /// Who logged in.
    pub profile: Profile,
}

/// Exchanges the code and reads who logged in, at once: the token may not live long.
///
/// # Errors
/// What the provider reported, or how it failed to. The code is spent in any case.
pub async fn exchange(
    host: &impl Host,
    instance: &Instance,
    app_secret: &Secret,
    code: &Secret,
) -> Result<Login> {
    let settings = instance.login().ok_or_else(|| no_login(instance))?;
    let login = PipiChat { host, settings, app_secret }.login(code).await;
    login.map_err(|error| error.provider(&instance.name))
}

/// Sngine's way.
struct PipiChat<'a, H> {
    host: &'a H,
    settings: &'a pipichat::Settings,
    app_secret: &'a Secret,
}

impl<H: Host> PipiChat<'_, H> {
    async fn login(&self, auth_key: &Secret) -> Result<Login> {
        // Counted from before the request, and still an upper bound: a token that is alive is handed
        // out again with what is left of its life.
        let now = self.host.now_ms();
        let token = self.token(auth_key).await.map_err(|error| error.operation("authorize"))?;
        let profile = self.profile(&token).await.map_err(|error| error.operation("users.me"))?;
        let expires_at = now + u64::from(self.settings.token_ttl_s) * 1000;
        Ok(Login { tokens: Tokens { access_token: token, expires_at }, profile })
    }

    /// Never sent twice: the key is consumed by the first. The one exception, an unread form, is
    /// refused by the engine before it looks at the key.
    async fn token(&self, auth_key: &Secret) -> Result<Secret> {
        let (first, again) = match self.settings.authorize_method {
            AuthorizeMethod::Get => (Method::Get, None),
            AuthorizeMethod::Post => (Method::Post, None),
            AuthorizeMethod::Auto => (Method::Post, Some(Method::Get)),
        };
        let secrets = [self.app_secret, auth_key];
        let (status, mut answer) =
            self.ask(self.settings.exchange_request(self.app_secret, auth_key, first)).await?;
        let mut status = status;
        if let (Some(method), Ok(unread)) = (again, &answer)
            && answer::form_was_not_read(unread)
        {
            (status, answer) =
                self.ask(self.settings.exchange_request(self.app_secret, auth_key, method)).await?;
        }
        let answer = check_response::check_response(Provider::PipiChat, status, answer, &secrets)?;
        answer::token(&answer, &secrets)
    }

    async fn profile(&self, token: &Secret) -> Result<Profile> {
        match self.read_profile(token).await {
            // Reading changes nothing, so a hiccup is worth one more try while the token lives.
            Err(error) if error.details().retryable => self.read_profile(token).await,
            read => read,
        }
    }

    async fn read_profile(&self, token: &Secret) -> Result<Profile> {
        let (status, answer) = self.ask(self.settings.profile_request(token)).await?;
        let answer = check_response::check_response(Provider::PipiChat, status, answer, &[token])?;
        let mut user = answer::user_info(&answer, &[token])?;
        mask_all(&mut user, token);
        Ok(self.settings.profile(user))
    }

    async fn ask(
        &self,
        mut request: Request,
    ) -> Result<(u16, std::result::Result<Value, json::NotJson>)> {
        request.timeout_ms = PATIENCE_MS;
        ask(self.host, &request).await
    }
}

/// Sends a request and parses the answer, which must be small.
pub(crate) async fn ask(
    host: &impl Host,
    request: &Request,
) -> Result<(u16, std::result::Result<Value, json::NotJson>)> {
    let response = host.send(request, None).await?;
    check_response::check_redirect(response.status)?;
    let text = host.read(response.body, ANSWER_LIMIT).await?;
    Ok((response.status, json::parse(&text, |text| serde_json::from_str(text).ok())))
}

/// Masks a secret wherever an answer repeats it: what a platform says of an account is shown to its owner's pages.
pub(crate) fn mask_all(value: &mut Value, secret: &Secret) {
    match value {
        _ if secret.expose().is_empty() => {}
        Value::String(text) if text.contains(secret.expose()) => {
            *text = secret::mask(text, &[secret]);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_all(item, secret)),
        Value::Object(members) => {
            members.retain(|name, _| !name.contains(secret.expose()));
            members.values_mut().for_each(|member| mask_all(member, secret));
        }
        _ => {}
    }
}

/// The error for an answer that goes on for too long.
#[must_use]
pub fn too_large(limit: usize) -> Error {
    Error::new(
        Code::BadResponse,
        format!("The provider's answer is longer than {} KB, which it never is.", limit / 1024),
    )
}
