//! One room per platform: what it offers, how it authorises, how it words errors and pages.
//!
//! Nothing here knows of HTTP clients, of storage or of JavaScript. To add a platform, add its room and
//! its line in [`Provider`] and [`Settings`].

pub mod bangwo8;
pub mod credential;
pub mod jetchat;
pub mod operation;
pub mod paths;
pub mod pipichat;
pub mod sendpulse;
pub mod settings;
pub mod status;
pub mod token;

pub use credential::Credential;
pub use operation::{Operation, Table};
pub use settings::{Instance, Settings};

use serde::{Deserialize, Serialize};

use crate::secret::{MASK, Secret};

/// A platform that Portaria speaks to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Provider {
    /// Bangwo8 帮我吧.
    Bangwo8,
    /// JetChat and every other installation of its engine.
    JetChat,
    /// PipiChat and every other community that runs on Sngine.
    PipiChat,
    /// SendPulse.
    SendPulse,
}

impl Provider {
    /// Every provider.
    pub const ALL: &[Self] = &[Self::Bangwo8, Self::JetChat, Self::PipiChat, Self::SendPulse];

    /// The name in configuration, paths and errors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bangwo8 => "bangwo8",
            Self::JetChat => "jetchat",
            Self::PipiChat => "pipichat",
            Self::SendPulse => "sendpulse",
        }
    }

    /// The provider with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|provider| provider.name() == name)
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Bangwo8 => "Bangwo8",
            Self::JetChat => "JetChat",
            Self::PipiChat => "PipiChat",
            Self::SendPulse => "SendPulse",
        }
    }

    /// An address and a credential that stand for those that are not known where a call is only shown.
    #[must_use]
    pub fn example(self) -> (&'static str, Credential) {
        let mask = Secret::new(MASK);
        match self {
            Self::Bangwo8 => {
                let token = bangwo8::Access::Token { access_token: mask };
                (bangwo8::BASE_URL, Credential::Bangwo8(token))
            }
            Self::JetChat => {
                ("https://jetchat.example.com/api", Credential::JetChat(jetchat::Key::new(mask)))
            }
            Self::PipiChat => ("https://pipichat.com", Credential::PipiChat { access_token: mask }),
            Self::SendPulse => (sendpulse::BASE_URL, Credential::SendPulse { access_token: mask }),
        }
    }

    /// What it offers.
    #[must_use]
    pub const fn operations(self) -> Table {
        match self {
            Self::Bangwo8 => bangwo8::OPERATIONS,
            Self::JetChat => jetchat::OPERATIONS,
            Self::PipiChat => pipichat::OPERATIONS,
            Self::SendPulse => sendpulse::OPERATIONS,
        }
    }
}

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
    pub raw: serde_json::Value,
}
