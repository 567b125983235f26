//! The one error type: a stable code, what happened, and what to do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reason::Reason;
use crate::text::text;

/// What every fallible function here returns.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// What went wrong, as one word that does not change between versions.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// Every code, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it appears in JavaScript and in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status with which the Worker answers this code (RFC 9110, section 15).
            #[must_use]
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// The caller gave up: its signal fired, or the person closed the window.
    Aborted = "aborted", 499;
    /// The provider's answer cannot be read: HTML, broken JSON, a redirect, too large.
    BadResponse = "bad_response", 502;
    /// A setting is missing or malformed, on our side or in the provider's dashboard.
    Configuration = "configuration", 503;
    /// The login took too long, or was denied at a provider that reports nothing back.
    FlowExpired = "flow_expired", 410;
    /// The login that came back is not one that this browser started here.
    FlowMismatch = "flow_mismatch", 403;
    /// The login came back a second time; it was finished, or tried, the first time.
    FlowReplayed = "flow_replayed", 409;
    /// The caller may not do this.
    Forbidden = "forbidden", 403;
    /// The input is wrong; nothing was sent.
    InvalidArgument = "invalid_argument", 400;
    /// The person must log in at the provider (again).
    LoginRequired = "login_required", 401;
    /// The provider could not be reached, or the connection broke.
    Network = "network", 502;
    /// This runtime cannot run Portaria's WebAssembly, or was not given it; another try will not help.
    NoWebAssembly = "no_webassembly", 503;
    /// There is no such thing.
    NotFound = "not_found", 404;
    /// The provider failed, or refused for a reason of its own.
    ProviderError = "provider_error", 502;
    /// Too many requests; wait and try again.
    RateLimited = "rate_limited", 429;
    /// The stored keys no longer work; the account must be connected anew.
    ReconnectRequired = "reconnect_required", 401;
    /// The provider refused the input.
    Rejected = "rejected", 422;
    /// No answer within the time allowed.
    Timeout = "timeout", 504;
    /// The caller is not known: no credential, or one that is not accepted.
    Unauthorized = "unauthorized", 401;
    /// Portaria's own storage could not be reached, a hook of the embedding app failed, or Portaria itself did.
    Unavailable = "unavailable", 503;
}

impl Code {
    /// The code with this text, if it is one of ours.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error as users see it. It never holds a secret: messages are made of our own words, of names,
/// and of provider texts that went through [`crate::secret::scrub`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Error(Box<Details>);

/// What an [`Error`] carries.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// What went wrong, as one stable word.
    pub code: Code,
    /// What happened and what to do, in a sentence or two.
    pub message: String,
    /// The provider, or the instance of it, that the call was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The operation, as `resource.verb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The HTTP status of the provider's answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The provider's own code, or ours for a text that it always words the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// Why a message did not go out, where the answer tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Whether the same call may succeed later, unchanged.
    #[serde(default)]
    pub retryable: bool,
    /// Where to send the person when the code is `login_required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_url: Option<String>,
}

impl Error {
    /// An error with this code and message.
    #[must_use]
    #[cold]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            code,
            message: message.into(),
            provider: None,
            operation: None,
            status: None,
            provider_code: None,
            reason: None,
            retryable: false,
            login_url: None,
        }))
    }

    /// The input called `name` is wrong in the way that `problem` says.
    #[must_use]
    pub fn invalid(name: &str, problem: impl AsRef<str>) -> Self {
        Self::new(Code::InvalidArgument, text![name, " ", problem])
    }

    /// What went wrong, as one stable word.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Everything that is known of it.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.0
    }

    /// Names the provider, unless a floor below has named it.
    #[must_use]
    pub fn provider(mut self, name: &str) -> Self {
        self.0.provider.get_or_insert_with(|| name.into());
        self
    }

    /// Names the operation.
    #[must_use]
    pub fn operation(mut self, id: &str) -> Self {
        self.0.operation = Some(id.into());
        self
    }

    /// Adds the HTTP status of the provider's answer.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Adds the provider's code.
    #[must_use]
    pub fn provider_code(mut self, code: &str) -> Self {
        self.0.provider_code = Some(code.into());
        self
    }

    /// Adds a sentence to the message.
    #[must_use]
    pub fn adding(mut self, sentence: &str) -> Self {
        self.0.message.push(' ');
        self.0.message.push_str(sentence);
        self
    }

    /// Says why a message did not go out.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<Option<Reason>>) -> Self {
        self.0.reason = reason.into();
        self
    }

    /// Says that trying again unchanged may help.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Adds the link at which the person logs in.
    #[must_use]
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.0.login_url = Some(url.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text![self.0.code.as_str(), ": ", self.0.message])
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_alphabetical_and_found_by_their_text() {
        let texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(texts.windows(2).all(|pair| pair[0] < pair[1]), "{texts:?}");
        for code in Code::ALL {
            assert_eq!(Code::from_text(code.as_str()), Some(*code));
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!((400..600).contains(&code.http_status()));
        }
        assert_eq!(Code::from_text("nonsense"), None);
    }

    #[test]
    fn every_code_is_in_the_readme() {
        let readme = include_str!("../README.md");
        for code in Code::ALL {
            assert!(readme.contains(&format!("\n| `{code}` | ")), "{code}");
        }
    }

    #[test]
    fn an_error_survives_json() {
        let error = Error::new(Code::LoginRequired, "Log in again.")
            .provider("sample")
            .operation("users.me")
            .status(200)
            .provider_code("token_expired")
            .login_url("/connect/sample");
        let json = serde_json::to_string(&error).unwrap();
        assert!(json.contains(r#""providerCode":"token_expired""#), "{json}");
        assert_eq!(serde_json::from_str::<Error>(&json).unwrap(), error);
    }
}
