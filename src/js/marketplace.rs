//! A platform's marketplace for an app with a server of its own: the app is opened, and uninstalled.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::to_js;
use super::fetch::Transport;
use super::js_host::JsHost;
use super::login::{arrived, read_instance};
use super::options::Options;
use crate::error::{Error, Result};
use crate::http::{RequestFields, query};
use crate::oauth::finish::LONGEST_CALLBACK;
use crate::oauth::{Binding, installation};
use crate::providers::client_credentials::ClientCredentials;
use crate::providers::{Appearance, Installation, Instance, Profile, Provider};
use crate::secret::Secret;
use crate::text::text;

/// What `openApp` gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    instance: String,
    provider: &'static str,
    account: String,
    keys: ClientCredentials,
    lang: Option<String>,
    theme: &'static str,
    /// The query that each further address of the app carries on.
    carried: String,
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
    Ok(opened(request, settings, &options).await.and_then(|opened| to_js(&opened))?)
}

async fn opened(request: JsValue, settings: JsValue, options: &Options) -> Result<Opened> {
    let instance = read_instance(settings, options)?;
    let opened = open(request, &instance, options).await;
    opened.map_err(|error| error.provider(&instance.name))
}

async fn open(request: JsValue, instance: &Instance, options: &Options) -> Result<Opened> {
    let host = JsHost { transport: Transport::from(options.function("fetch")?) };
    let secret = Secret::new(options.required("appSecret")?);
    let fields = arrived(&host, request, instance).await?.fields;
    let provider = instance.provider();
    if fields.length() > LONGEST_CALLBACK {
        let problem = text!["is longer than any that ", provider.title(), " sends"];
        return Err(Error::invalid("the callback", problem));
    }
    let launch = provider.read_launch(&fields)?;
    let Appearance { lang, is_dark, carried } = launch.appearance;
    let lang_field = lang.as_deref().map(|lang| ("lang", lang));
    let carried = carried.iter().map(|(name, value)| (*name, value.as_str()));
    let carried = query::encode(&lang_field.into_iter().chain(carried).collect::<Vec<_>>());
    let granted = installation::exchange(&host, instance, &secret, &launch.code).await?;
    let profile = granted.profile();
    Ok(Opened {
        instance: instance.name.clone(),
        provider: provider.name(),
        account: profile.id.clone(),
        keys: granted.credentials,
        lang,
        theme: if is_dark { "dark" } else { "light" },
        carried,
        profile,
        binding: Binding::None,
    })
}

/// The account that an uninstall is about; `undefined` where it is none, or another app's.
#[wasm_bindgen(js_name = uninstalledAccount)]
#[must_use]
pub fn uninstalled_account(provider: &str, body: &str, app_id: &str) -> Option<String> {
    uninstalled(provider, body, app_id).map(|uninstalled| uninstalled.account)
}

/// Whether an uninstall knows these keys, compared in constant time.
#[wasm_bindgen(js_name = uninstallKnows)]
#[must_use]
pub fn uninstall_knows(
    provider: &str,
    body: &str,
    app_id: &str,
    client_id: &str,
    client_secret: &str,
) -> bool {
    let client_secret = Secret::new(client_secret);
    let credentials = ClientCredentials { client_id: client_id.into(), client_secret };
    uninstalled(provider, body, app_id).is_some_and(|uninstalled| uninstalled.has(&credentials))
}

fn uninstalled(provider: &str, body: &str, app_id: &str) -> Option<Installation> {
    let fields = RequestFields::read_untyped("", body).ok()?;
    let uninstalled = Provider::from_name(provider)?.read_uninstall(&fields)?;
    uninstalled.app_id.as_deref().is_none_or(|id| id == app_id).then_some(uninstalled)
}
