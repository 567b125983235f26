//! An error that a person sees, and how the person goes on.

use super::{Config, Route};
use crate::error::Error;
use crate::http::query;
use crate::oauth::flow::Flow;
use crate::oauth::return_to;

/// An error, and where the person may try again.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) restart: Option<Restart>,
    /// The provider, for people, where it is begun again in the provider's dashboard, where it began.
    pub(super) reopen_at: Option<&'static str>,
    /// The login's window that shows it, and the page that opened the window.
    pub(super) window: Option<FailedWindow>,
}

/// A window in which a login failed.
#[derive(Debug)]
pub(super) struct FailedWindow {
    pub(super) instance: String,
    /// Where the login was to end: at the origin of the page that opened the window.
    pub(super) ends_at: String,
}

impl FailedWindow {
    /// The window of this login, if it has one of its own.
    pub(super) fn of(flow: &Flow) -> Option<Self> {
        let window = || Self { instance: flow.instance.clone(), ends_at: flow.return_to.clone() };
        flow.popup.then(window)
    }

    /// The window that a login is about to start in, where the request says that it is one.
    pub(super) fn of_start(config: &Config, route: &Route, query: &str) -> Option<Self> {
        let Route::Connect(name) = route else { return None };
        let fields = query::decode(query).ok()?;
        let instance = config.instance(name)?.name.clone();
        query::single(&fields, "popup").ok()?.filter(|flag| *flag == "1")?;
        let target = query::single(&fields, "return_to").ok()?.unwrap_or("/");
        let ends_at = return_to::check(target, config.return_origins()).ok()?;
        Some(Self { instance, ends_at })
    }
}

/// How a person gets out of a login that failed.
#[derive(Debug)]
pub(super) struct Restart {
    /// The link that starts it again.
    pub(super) link: String,
    /// The way back; none in a window of its own, which is closed instead.
    pub(super) back: Option<String>,
}

impl Restart {
    /// The link that starts a login (again).
    pub(super) fn link_to(config: &Config, instance: &str, return_to: &str, popup: bool) -> String {
        let mut fields = vec![("return_to", return_to)];
        if popup {
            fields.push(("popup", "1"));
        }
        config.at(&format!("/connect/{instance}?{}", query::encode(&fields)))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, restart: None, reopen_at: None, window: None }
    }
}
