//! Starting: a link to the provider, and the flow that will recognise the browser when it comes back.

use super::flow::{FLOW_TTL_S, Flow};
use super::seal::{KeyRing, random_id};
use crate::error::Result;
use crate::host::Host;
use crate::providers::instance::no_login;
use crate::providers::{AuthorizationRequest, Connect, Instance};

/// Whose login it is and where it ends.
#[derive(Debug, Default)]
pub struct Start {
    /// Whose connection it will make; empty where the caller keeps that to itself.
    pub owner: String,
    /// Until when it is kept, where the owner is a session.
    pub keep_until: Option<u64>,
    /// Where the browser goes in the end, checked (see [`super::return_to`]).
    pub return_to: String,
    /// Whether it runs in a window of its own.
    pub popup: bool,
    /// See [`Flow::code_challenge`].
    pub code_challenge: Option<String>,
    /// Where the provider sends the browser back to: our callback; empty where that is not known here.
    pub redirect_uri: String,
}

/// A login that has begun.
#[derive(Debug)]
pub struct Started {
    /// Where to send the browser.
    pub url: String,
    /// The flow.
    pub flow: Flow,
    /// The flow as the browser keeps it.
    pub sealed: String,
}

/// Begins a login.
///
/// # Errors
/// `not_found` where the provider has no login; when the host has no randomness or no cryptography.
pub async fn start(
    host: &impl Host,
    ring: &KeyRing,
    instance: &Instance,
    request: Start,
) -> Result<Started> {
    let now = host.now_ms();
    if instance.provider().connect() != Connect::Login {
        return Err(no_login(instance));
    }
    let state = if instance.settings.echoes_state() { Some(random_id(host)?) } else { None };
    let flow = Flow {
        id: random_id(host)?,
        instance: instance.name.clone(),
        owner: request.owner,
        keep_until: request.keep_until,
        state,
        return_to: request.return_to,
        popup: request.popup,
        code_challenge: request.code_challenge,
        started_at: now,
        expires_at: now + FLOW_TTL_S * 1000,
    };
    let asked =
        AuthorizationRequest { state: flow.state.as_deref(), redirect_uri: &request.redirect_uri };
    Ok(Started {
        url: instance.settings.authorize_url(&asked)?,
        sealed: flow.seal(host, ring).await?,
        flow,
    })
}
