//! Finishing: the callback is tied to a flow of this browser, the flow is claimed, the code exchanged.

use subtle::ConstantTimeEq;

use super::exchange::{AuthorizedAccount, exchange};
use super::flow::{Binding, FLOW_TTL_S, Flow, MOST_FLOWS, SealedFlow, cookie_name};
use super::seal::{KeyRing, hex};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::RequestFields;
use crate::providers::{Callback, Connect, Exchange, Instance, instance};
use crate::secret::Secret;

/// The longest callback that is read, in bytes: a code, a state and some change.
pub const LONGEST_CALLBACK: usize = 4096;

/// Our app at a provider.
#[derive(Clone, Copy, Debug)]
pub struct App<'a> {
    /// The instance that it belongs to.
    pub instance: &'a Instance,
    /// Its secret.
    pub secret: &'a Secret,
    /// Where the provider sends the browser back to: our callback; empty where that is not known here.
    pub redirect_uri: &'a str,
    /// Whether what changes nothing may be sent again after a failure that may pass.
    pub may_repeat: bool,
}

/// A callback as it arrived.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// What is in the query and in the body.
    pub fields: &'a RequestFields,
    /// The sealed flows that the browser brought along, the oldest first.
    pub sealed_flows: &'a [SealedFlow<'a>],
}

/// A login that came back whole.
#[derive(Debug)]
pub struct Finished {
    /// The flow that it belongs to.
    pub flow: Flow,
    /// How strongly it is tied to the browser.
    pub binding: Binding,
    /// What it brought.
    pub account: AuthorizedAccount,
}

/// Finishes a login.
///
/// `claim` is given the flows that fit, newest first, and a digest of the code; it must pick one that
/// has not been picked before and remember both, atomically, or fail. Nothing is sent before it has
/// succeeded, and after it the code counts as spent.
///
/// # Errors
/// `invalid_argument` for a malformed callback, `flow_mismatch` when the browser did not start it,
/// `flow_expired`, what `claim` reports, and what the exchange reports.
pub async fn finish<H: Host>(
    host: &H,
    ring: &KeyRing,
    app: &App<'_>,
    arrival: &Arrival<'_>,
    claim: impl AsyncFnOnce(&[Flow], &str) -> Result<Flow>,
) -> Result<Finished> {
    if arrival.fields.length() > LONGEST_CALLBACK {
        return Err(Error::invalid("the callback", "is longer than any that the provider sends"));
    }
    let App { instance, secret: app_secret, redirect_uri, may_repeat } = *app;
    if instance.provider().connect() != Connect::Login {
        return Err(instance::no_login(instance));
    }
    let callback = instance.provider().read_callback(arrival.fields)?;
    let opened = open_flows(host, ring, instance, &callback, arrival.sealed_flows).await?;
    let fitting = fitting(instance, &callback, opened)?;
    let now = host.now_ms();
    let alive: Vec<_> = fitting.into_iter().filter(|flow| !flow.is_expired(now)).collect();
    if alive.is_empty() {
        return Err(expired());
    }
    let digest = hex(&sha256(&[callback.code.expose().as_bytes()]));
    let flow = claim(&alive, &digest).await?;
    let with = Exchange { app_secret, code: &callback.code, redirect_uri };
    let account = exchange(host, instance, &with, may_repeat).await?;
    let binding = if instance.settings.echoes_state() { Binding::State } else { Binding::Cookie };
    Ok(Finished { flow, binding, account })
}

async fn open_flows(
    host: &impl Host,
    ring: &KeyRing,
    instance: &Instance,
    callback: &Callback,
    sealed: &[SealedFlow<'_>],
) -> Result<Vec<Flow>> {
    // An echoed state names its cookie. Without one, the newest flows are tried: the browser sends the oldest first.
    let named = match &callback.state {
        Some(state) if instance.settings.echoes_state() => Some(cookie_name(state)),
        _ => None,
    };
    let is_meant = |flow: &&SealedFlow<'_>| {
        named.is_none() || flow.cookie.is_none() || flow.cookie == named.as_deref()
    };
    let mut flows = Vec::new();
    for sealed in sealed.iter().rev().filter(is_meant).take(MOST_FLOWS) {
        let flow = Flow::open(host, ring, &instance.name, *sealed).await?;
        flows.extend(flow.filter(|flow| flow.instance == instance.name));
    }
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.started_at));
    Ok(flows)
}

/// The flows that the callback may belong to, newest first.
fn fitting(instance: &Instance, callback: &Callback, flows: Vec<Flow>) -> Result<Vec<Flow>> {
    let fitting: Vec<_> = match (instance.settings.echoes_state(), &callback.state) {
        (false, _) => flows,
        (true, None) => Vec::new(),
        (true, Some(state)) => {
            flows.into_iter().filter(|flow| same(flow.state.as_deref(), state)).collect()
        }
    };
    if fitting.is_empty() { Err(mismatch()) } else { Ok(fitting) }
}

/// Compares in constant time. A flow without a state is equal to nothing.
fn same(expected: Option<&str>, given: &str) -> bool {
    expected.is_some_and(|expected| bool::from(expected.as_bytes().ct_eq(given.as_bytes())))
}

/// The error for a callback that this browser did not ask for.
#[must_use]
pub fn mismatch() -> Error {
    Error::new(
        Code::FlowMismatch,
        "This login was not started in this browser, or its cookie is gone. Nothing was connected. Start again from the app.",
    )
}

/// The error for a callback that comes too late.
#[must_use]
pub fn expired() -> Error {
    Error::new(
        Code::FlowExpired,
        format!(
            "This login took longer than {} minutes. Nothing was connected. Start again from the app.",
            FLOW_TTL_S / 60
        ),
    )
}

/// The error for a callback that comes a second time.
#[must_use]
pub fn replayed() -> Error {
    Error::new(
        Code::FlowReplayed,
        "This login was used already. If the app does not show you as connected, start again from there.",
    )
}
