//! Who may ask for what: prefetches, other sites and forms are told apart from people and our own pages.

use super::Config;
use super::route::Route;
use crate::api::plan::CLIENT_HEADER;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Method};

/// Refuses a browser's guess at what a person may click next: following a link must be the person's
/// own act where it starts or finishes a login. Browsers drop the answer and ask again when it is.
///
/// # Errors
/// `forbidden` for a prefetch or prerender.
pub(super) fn refuse_prefetch(route: &Route, headers: &Headers) -> Result<()> {
    let guess = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(name))
        .any(|value| {
            value.contains("prefetch") || value.contains("prerender") || value.contains("preview")
        });
    if guess && route.acts_on_get() {
        return Err(Error::new(
            Code::Forbidden,
            "A login is not started or finished by a prefetch.",
        ));
    }
    Ok(())
}

/// Whether the browser came from a page of another site, where a person may not know what was started.
pub(super) fn is_from_another_site(headers: &Headers) -> bool {
    headers.get("sec-fetch-site") == Some("cross-site")
}

/// Lets through what our own pages and non-browsers ask (RFC 6749, 10.12; OAuth for browser-based
/// apps, "Backend For Frontend"). A browser says where a request comes from; a request that changes
/// something must also carry a header that no form and no link can send.
///
/// # Errors
/// `forbidden`, saying which of the two is missing.
pub(super) fn same_origin(config: &Config, method: Method, headers: &Headers) -> Result<()> {
    let site =
        headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let origin = headers.get("origin").is_none_or(|origin| origin == config.origin());
    if !site || !origin {
        return Err(Error::new(Code::Forbidden, "Requests from other origins are not answered."));
    }
    if !method.is_safe() && headers.get(CLIENT_HEADER).is_none() {
        return Err(Error::new(
            Code::Forbidden,
            format!("Send the header \"{CLIENT_HEADER}: 1\" with requests that change something."),
        ));
    }
    Ok(())
}

/// Whether the answer is for a person's eyes.
pub(super) fn accepts_html(headers: &Headers) -> bool {
    headers.get("accept").is_some_and(|accept| accept.contains("text/html"))
}
