//! SendPulse's marketplace for an app with a server of its own: the app is opened, and uninstalled.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::to_js;
use super::fetch::Transport;
use super::js_host::JsHost;
use super::login::{arrived, read_instance};
use super::options::Options;
use crate::error::{Error, Result};
use crate::oauth::finish::LONGEST_CALLBACK;
use crate::oauth::{Binding, market};
use crate::providers::sendpulse::callback;
use crate::providers::sendpulse::market::{Connect, uninstalled};
use crate::providers::token::ClientCredentials;
use crate::providers::{Profile, Settings};
use crate::secret::Secret;

/// What `openApp` gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    instance: String,
    provider: &'static str,
    account: String,
    keys: ClientCredentials,
    lang: Option<String>,
    profile: Profile,
    binding: Binding,
}

/// Takes the code with which somebody opened the app to that user's keys.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = openApp)]
pub async fn open_app(
    request: JsValue,
    settings: JsValue,
    options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let options = Options(options);
    Ok(opened(request, settings, &options).await.map(|opened| to_js(&opened)).map_err(|error| {
        let instance = options.text("instance").ok().flatten();
        error.provider(instance.as_deref().unwrap_or("sendpulse"))
    })?)
}

async fn opened(request: JsValue, settings: JsValue, options: &Options) -> Result<Opened> {
    let instance = read_instance(settings, options)?;
    let Settings::SendPulse(settings) = &instance.settings else {
        return Err(Error::invalid("provider", "must be \"sendpulse\""));
    };
    let js_host = JsHost { transport: Transport::from(options.function("fetch")?) };
    let secret = Secret::new(options.required("appSecret")?);
    let fields = arrived(&js_host, request).await?.fields;
    if fields.len() > LONGEST_CALLBACK {
        return Err(Error::invalid("the callback", "is longer than any that SendPulse sends"));
    }
    let opened = callback::read(&fields)?;
    let granted = market::exchange(&js_host, settings, &secret, &opened.code).await?;
    let profile = granted.profile();
    Ok(Opened {
        instance: instance.name.clone(),
        provider: instance.provider().name(),
        account: profile.id.clone(),
        keys: granted.keys,
        lang: opened.lang,
        profile,
        binding: Binding::None,
    })
}

/// The account that an uninstall speaks of; `undefined` where it is none, or another app's.
#[wasm_bindgen(js_name = uninstalledAccount)]
#[must_use]
pub fn uninstalled_account(body: &str, app_id: &str) -> Option<String> {
    said(body, app_id).map(|said| said.user_id)
}

/// Whether an uninstall knows these keys, compared in constant time.
#[wasm_bindgen(js_name = uninstallKnows)]
#[must_use]
pub fn uninstall_knows(body: &str, app_id: &str, client_id: &str, client_secret: &str) -> bool {
    let keys = ClientCredentials {
        client_id: client_id.into(),
        client_secret: Secret::new(client_secret),
    };
    said(body, app_id).is_some_and(|said| said.speaks_of(&keys))
}

fn said(body: &str, app_id: &str) -> Option<Connect> {
    uninstalled(body).filter(|said| said.app_id.as_deref().is_none_or(|id| id == app_id))
}
