//! An error that a person sees, and how the person goes on.

use super::Config;
use crate::error::Error;
use crate::http::query;

/// An error, and where the person may try again.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) restart: Option<Restart>,
    /// The provider, for people, where it is begun again in the provider's dashboard, where it began.
    pub(super) reopen_at: Option<&'static str>,
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
        Self { error, restart: None, reopen_at: None }
    }
}
