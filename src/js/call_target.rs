//! The way that a client's calls take, as its options say.

use crate::api::plan::CallTarget;
use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::providers::Provider;
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
    let missing = || {
        let message = text![
            "Give { via } to call through a Portaria Worker, or { ",
            provider.client_options(),
            " } to call with a credential of your own."
        ];
        Error::new(Code::Configuration, message)
    };
    // The token for client credentials is asked for before a call is planned (pkg/lib/tokens.js).
    let credential = provider.credential(options)?.ok_or_else(missing)?;
    let base_url = options.text("baseUrl")?.or(provider.base_url()).ok_or_else(missing)?;
    Ok(CallTarget::Direct { base_url: super::base_url::read(base_url, options)?, credential })
}

/// What a browser downloads holds no way to use a secret.
#[cfg(not(feature = "server"))]
pub(super) fn direct(_: Provider, _: &EncodedObject) -> Result<CallTarget> {
    Err(Error::new(
        Code::Configuration,
        "In a browser, give { via } and call through a Portaria Worker: a credential in a page belongs to everyone who opens it.",
    ))
}
