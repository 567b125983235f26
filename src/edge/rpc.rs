//! What other Workers ask for over a service binding: tokens, calls and connections, without a browser's request.

use super::language::Language;
use super::session_cookie::SessionCookie;
use super::{
    Config, Connection, EdgeHost, Incoming, Reply, RequestContext, method_not_allowed, session,
    token, vault,
};
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Method};
use crate::providers::{Connect, Instance};
use crate::secret::Secret;

/// The access token of an account that opened our app, for another Worker that works in the background.
///
/// # Errors
/// `not_found` where the instance has no such accounts; `reconnect_required` where the account is not connected, or its
/// keys no longer work; what the platform reports.
pub async fn access_token<H: EdgeHost>(
    host: &H,
    config: &Config,
    instance: &str,
    account: &str,
) -> Result<Secret> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let instance = context.app(instance)?;
    let vault = token::account_vault(&instance.name, account);
    let account = token::Account { instance, vault: &vault, id: account, installation: None };
    let token = context.token(&account, None).await;
    Ok(token.map_err(|error| error.provider(&instance.name))?.token)
}

/// A call for an account that opened our app, by another Worker: `/{instance}/{account}/{path}`.
pub async fn account_fetch<H: EdgeHost>(
    host: &H,
    config: &Config,
    request: Incoming<H::Body>,
) -> Reply<H::Body> {
    let path = request.path.clone();
    let called = async {
        let method = request.method.ok_or_else(|| method_not_allowed("GET"))?;
        let mut language = Language::En;
        let context = RequestContext {
            host,
            config,
            request,
            method,
            asks: false,
            frame: None,
            session_cookie: SessionCookie::Strict,
            language: &mut language,
        };
        let mut parts = path.trim_start_matches('/').splitn(3, '/');
        let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let instance = context.app(name)?;
        let vault = token::account_vault(&instance.name, id);
        let account = token::Account { instance, vault: &vault, id, installation: None };
        let below = format!("/{}", parts.next().unwrap_or_default());
        context.proxy_for_account(&account, &below).await
    };
    called.await.unwrap_or_else(|error| Reply::error(&error))
}

/// What a user of the embedding app has connected, for another Worker.
///
/// # Errors
/// When the Vault cannot be reached.
pub async fn connections_of<H: EdgeHost>(
    host: &H,
    config: &Config,
    user: &str,
) -> Result<Vec<Connection>> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let owner = session::user(user);
    context.connections(Some(&owner.key)).await
}

/// Forgets what a user has connected: of an instance, of one account of it, or all.
///
/// # Errors
/// When the Vault cannot be reached.
pub async fn disconnect_user<H: EdgeHost>(
    host: &H,
    config: &Config,
    user: &str,
    instance: Option<&str>,
    account: Option<String>,
) -> Result<()> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let owner = session::user(user);
    match instance {
        Some(instance) => context.forget(&owner.key, instance, account).await,
        None => host.vault(&owner.key, vault::VaultCommand::DeleteAllConnections).await.map(drop),
    }
}

/// Seals anew what is not sealed under the newest key, of a user or of an account that opened an app: `{instance}/{account}`.
/// How many connections there are.
///
/// # Errors
/// When the Vault cannot be reached.
pub async fn reseal<H: EdgeHost>(
    host: &H,
    config: &Config,
    user: Option<&str>,
    account: Option<(&str, &str)>,
) -> Result<usize> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let vault = match (user, account) {
        (Some(user), _) => session::user(user).key,
        (None, Some((instance, account))) => token::account_vault(instance, account),
        (None, None) => return Ok(0),
    };
    let stored = context.stored(&vault).await?;
    for stored in &stored {
        context.open_record::<serde::de::IgnoredAny>(&vault, stored).await?;
    }
    Ok(stored.len())
}

/// A context that no request of a browser's began.
fn behind_the_scenes<'a, H: EdgeHost>(
    host: &'a H,
    config: &'a Config,
    language: &'a mut Language,
) -> RequestContext<'a, H> {
    let (path, query, headers) = (String::new(), String::new(), Headers::default());
    let request = Incoming { method: None, path, query, headers, body: None };
    let session_cookie = SessionCookie::Strict;
    RequestContext {
        host,
        config,
        request,
        method: Method::Get,
        asks: false,
        frame: None,
        session_cookie,
        language,
    }
}

impl<'a, H: EdgeHost> RequestContext<'a, H> {
    /// An instance whose accounts are owners themselves.
    fn app(&self, name: &str) -> Result<&'a Instance> {
        let instance = self.instance(name)?;
        if instance.provider().connect() == Connect::Marketplace {
            return Ok(instance);
        }
        Err(Error::new(
            Code::NotFound,
            "This instance has no accounts of its own: only an app that is opened in its platform's dashboard has.",
        )
        .provider(&instance.name))
    }
}
