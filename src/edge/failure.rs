//! An error that a person sees, and how the person goes on.

use crate::error::Error;

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

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, restart: None, reopen_at: None }
    }
}
