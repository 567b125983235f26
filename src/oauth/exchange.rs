//! The exchange: a one-time code for a token, and the token for who logged in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fetch_json::fetch_json;
use crate::api::check_response::check_response;
use crate::error::Result;
use crate::host::Host;
use crate::http::Request;
use crate::json;
use crate::providers::instance::no_login;
use crate::providers::{Exchange, GrantedToken, Instance, Profile};
use crate::secret::{self, Quote, Secret, mask_all};

/// How long a request may take, in milliseconds: a person is waiting.
const TIMEOUT_MS: u32 = 10_000;

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

/// An account that somebody has logged in to.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AuthorizedAccount {
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
    with: &Exchange<'_>,
    may_repeat: bool,
) -> Result<AuthorizedAccount> {
    let login = LoginExchange { host, instance, may_repeat }.run(with).await;
    login.map_err(|error| error.provider(&instance.name))
}

struct LoginExchange<'a, H> {
    host: &'a H,
    instance: &'a Instance,
    /// Whether the profile may be read again.
    may_repeat: bool,
}

impl<H: Host> LoginExchange<'_, H> {
    async fn run(&self, with: &Exchange<'_>) -> Result<AuthorizedAccount> {
        // Counted from before the request, and still an upper bound: a platform may hand out again a token that is alive, with what
        // is left of its life.
        let now = self.host.now_ms();
        let granted = self.token(with).await.map_err(|error| error.operation("authorize"))?;
        let token = granted.access_token;
        let operation = self.instance.provider().account().unwrap_or("profile");
        let profile = self.profile(&token).await.map_err(|error| error.operation(operation))?;
        let expires_at = now + u64::from(granted.lifetime_s) * 1000;
        Ok(AuthorizedAccount { tokens: Tokens { access_token: token, expires_at }, profile })
    }

    /// Never sent twice, because the first request spends the code; unless its answer shows that the platform did not look at it.
    async fn token(&self, with: &Exchange<'_>) -> Result<GrantedToken> {
        let (settings, provider) = (&self.instance.settings, self.instance.provider());
        let mut requests = settings.token_requests(with).into_iter();
        let mut request = requests.next().ok_or_else(|| no_login(self.instance))?;
        loop {
            let (status, answer) = self.fetch(request).await?;
            if answer.as_ref().is_ok_and(|answer| provider.was_not_read(answer))
                && let Some(next) = requests.next()
            {
                request = next;
                continue;
            }
            let answer = check_response(provider, "", status, answer, Quote::Nothing)?;
            return settings.read_token(&answer);
        }
    }

    async fn profile(&self, token: &Secret) -> Result<Profile> {
        match self.read_profile(token).await {
            // Reading changes nothing, so a passing failure is worth one more try while the token lives.
            Err(error) if error.details().retryable && self.may_repeat => {
                self.read_profile(token).await
            }
            read => read,
        }
    }

    async fn read_profile(&self, token: &Secret) -> Result<Profile> {
        let settings = &self.instance.settings;
        let (status, answer) = self.fetch(settings.profile_request(token)?).await?;
        let mut answer =
            check_response(self.instance.provider(), "", status, answer, Quote::Nothing)?;
        mask_all(&mut answer, token);
        settings.read_profile(answer)
    }

    async fn fetch(
        &self,
        mut request: Request,
    ) -> Result<(u16, std::result::Result<Value, json::NotJson>)> {
        request.timeout_ms = TIMEOUT_MS;
        fetch_json(self.host, &request).await
    }
}
