//! One folder a platform: what it offers, how it authorizes, how it words errors and pages.
//!
//! Nothing here knows of HTTP clients, of storage or of JavaScript. To add a platform, add its folder, with an implementation of
//! [`Platform`], and its line in the list below.

pub mod channel_words;
pub mod client_credentials;
pub mod connect;
pub mod connect_kind;
pub mod credential;
pub mod frame;
pub mod instance;
pub mod operation;
pub mod paths;
pub mod platform;
mod registry;
pub mod status;
#[path = "../../xtask/describe/src/table_marks.rs"]
pub mod table_marks;

pub use client_credentials::{ClientCredentialNames, ClientCredentials, KeyOwner};
pub use connect::{
    AuthorizationRequest, Connect, CredentialSet, Credentials, Exchange, Field, GrantedToken,
    Installation, Launch, Login, Marketplace,
};
pub use connect_kind::{ByCredentials, ByLogin, ByMarketplace};
pub use credential::BearerToken;
pub use frame::{Appearance, Frame};
pub use instance::Instance;
pub use operation::{Operation, Table};
pub use platform::{
    Authorize, Crm, Fields, ListStyle, PaceRules, Platform, QuotaRules, SharedCode,
    UndescribedPaths,
};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Request, RequestFields};
use crate::json::Json;
use crate::secret::{MASK, Quote, Secret};
use crate::text::text;
use connect_kind::ConnectKind;

registry::platforms! {
    bangwo8::Bangwo8,
    jetchat::JetChat,
    pipichat::PipiChat,
    #[cfg(test)]
    sample::Sample,
    sendpulse::SendPulse,
}

impl Provider {
    /// The provider with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|provider| provider.name() == name)
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Makes a signed link of a kind, of what a caller gave for it, at a time in milliseconds since 1970, with a nonce.
pub type LinkSigner =
    fn(kind: &str, given: &Map<String, Value>, now_ms: u64, nonce: &str) -> Result<String>;

/// What a browser brought back from the provider, read but not yet believed.
#[derive(Debug)]
pub struct Callback {
    /// The one-time code, by whatever name the provider gives it.
    pub code: Secret,
    /// The `state` that came along, if any.
    pub state: Option<String>,
}

/// Who logged in, in the same words for every provider. Texts are plain text: escape them where they
/// are shown. Absent values are null.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The provider's id of the account, as text.
    pub id: String,
    /// The account's login name.
    pub username: Option<String>,
    /// The name to show: first and last name, else the username.
    pub name: Option<String>,
    /// The address that the person gave. Not verified: never link accounts by it.
    pub email: Option<String>,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// As the community words it, which may be translated.
    pub gender: Option<String>,
    /// `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// The picture's address.
    pub picture: Option<String>,
    /// The cover picture's address.
    pub cover: Option<String>,
    /// When the account was made, `YYYY-MM-DD HH:MM:SS` in the provider's unstated time zone.
    pub registered: Option<String>,
    /// Whether the account bears the community's badge. It says nothing of the e-mail address.
    pub verified: bool,
    /// As the community words it.
    pub relationship: Option<String>,
    /// A text about the person.
    pub biography: Option<String>,
    /// A web address.
    pub website: Option<String>,
    /// The provider's own answer, untouched.
    pub raw: Value,
}
