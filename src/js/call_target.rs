//! The way that a client's calls take, as its options say.

use crate::api::plan::CallTarget;
use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::providers::Provider;
#[cfg(feature = "server")]
use crate::secret::Secret;
#[cfg(feature = "server")]
use crate::text::text;

/// The two ways to call: through a Worker, or, on a server, with a credential.
#[inline(never)] // it would be in each export anew
pub(super) fn read(provider: Provider, options: &EncodedObject) -> Result<CallTarget> {
    if let Some(via) = options.text("via")? {
        let instance = options.text("instance")?;
        return CallTarget::via(via, instance.unwrap_or(provider.name()));
    }
    direct(provider, options)
}

#[cfg(feature = "server")]
pub(super) fn direct(provider: Provider, options: &EncodedObject) -> Result<CallTarget> {
    use crate::http::base_url::{BaseUrl, Reach};
    use crate::providers::{Credential, bangwo8, jetchat, sendpulse};

    let missing = |name: &str| {
        let message = text![
            "Give { via } to call through a Portaria Worker, or { ",
            name,
            " } to call with a credential of your own."
        ];
        Error::new(Code::Configuration, message)
    };
    let base_url = options.text("baseUrl")?;
    let (base_url, credential) = match provider {
        Provider::Bangwo8 => {
            // The token for a client's keys is asked for before a call is planned (pkg/lib/tokens.js).
            let access = match (options.text("accessToken")?, options.text("account")?) {
                (Some(token), _) => {
                    bangwo8::Access::Token { access_token: bearer("accessToken", token)? }
                }
                (None, Some(account)) => {
                    let password = options.text("password")?.unwrap_or_default();
                    let (account, password) = (account.into(), Secret::new(password));
                    bangwo8::Access::Basic { account, password }.check()?
                }
                (None, None) => return Err(missing("account, password } or { secretId, secret")),
            };
            (base_url.unwrap_or(bangwo8::BASE_URL), Credential::Bangwo8(access))
        }
        Provider::JetChat => {
            let api_key =
                Secret::new(options.text("apiKey")?.ok_or_else(|| missing("baseUrl, apiKey"))?);
            let key = jetchat::Key {
                api_key,
                team_id: options.text("teamId")?.map(Into::into),
                workspace_id: options.text("workspaceId")?.map(Into::into),
                flow_ns: options.text("flowNs")?.map(Into::into),
            };
            (base_url.ok_or_else(|| missing("baseUrl, apiKey"))?, Credential::JetChat(key.check()?))
        }
        Provider::SendPulse => {
            // The token for a client's keys is asked for before a call is planned (pkg/lib/tokens.js).
            let name = if options.text("apiKey")?.is_some() { "apiKey" } else { "accessToken" };
            let token = options
                .text(name)?
                .ok_or_else(|| missing("clientId, clientSecret } or { apiKey"))?;
            let credential = Credential::SendPulse { access_token: bearer(name, token)? };
            (base_url.unwrap_or(sendpulse::BASE_URL), credential)
        }
        Provider::PipiChat => {
            let token = options.text("accessToken")?.ok_or_else(|| missing("accessToken"))?;
            let credential = Credential::PipiChat { access_token: bearer("accessToken", token)? };
            (base_url.unwrap_or("https://pipichat.com"), credential)
        }
    };
    Ok(CallTarget::Direct { base_url: BaseUrl::parse(base_url, Reach::Loopback)?, credential })
}

#[cfg(feature = "server")]
fn bearer(name: &str, token: &str) -> Result<Secret> {
    if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::invalid(name, "must be the token alone, without spaces or line breaks"));
    }
    Ok(Secret::new(token))
}

/// What a browser downloads holds no way to use a secret.
#[cfg(not(feature = "server"))]
pub(super) fn direct(_: Provider, _: &EncodedObject) -> Result<CallTarget> {
    Err(Error::new(
        Code::Configuration,
        "In a browser, give { via } and call through a Portaria Worker: a credential in a page belongs to everyone who opens it.",
    ))
}
