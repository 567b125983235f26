//! What the shared parts ask of a platform. They know no other platform than this trait; what a platform leaves out has a default.
//!
//! All is static dispatch: the macro in `registry.rs` makes one enum of all platforms and hands each question on.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client_credentials::{ClientCredentialNames, ClientCredentials, KeyOwner};
use super::connect_kind::ConnectKind;
use super::table_marks::style;
use super::{LinkSigner, Table};
use crate::encoded_object::EncodedObject;
use crate::error::{Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Request, RequestFields};
use crate::json::Json;
use crate::secret::{Quote, Secret};

/// A platform. To add one, implement this in a folder of its own, and name it in the list of [`super`].
pub trait Platform: Sized {
    /// The name in configuration, paths and errors, which is the folder's.
    const NAME: &'static str;
    /// The name for people.
    const TITLE: &'static str;
    /// What it offers; made from the OpenAPI documents in its folder.
    const OPERATIONS: Table;
    /// Where it is; `None` where every installation has an address of its own.
    const BASE_URL: Option<&'static str>;
    /// An address for a call that is only shown, where no other is known.
    const EXAMPLE_URL: &'static str;
    /// What a server's client needs to call with a credential of its own, as its options are written: `baseUrl, apiKey`.
    const CLIENT_OPTIONS: &'static str;

    /// The members of which an answer that refuses with a good status has at least one: an answer without them needs no
    /// [`Self::check`]. `None` where a refusal can also be told by what is missing.
    const ERROR_MEMBERS: Option<&'static [&'static str]> = None;
    /// The header field that keeps a request which changes something from being done twice.
    const IDEMPOTENCY_HEADER: Option<&'static str> = None;
    /// Query parameters whose values are secret.
    const SECRET_PARAMETERS: &'static [&'static str] = &[];
    /// The operation that reads the connected account as it is now.
    const ACCOUNT: Option<&'static str> = None;
    /// Whether the Worker reads an answer and checks it before it passes it on. Only for platforms whose answers are small, and
    /// whose errors come with status 200.
    const CHECKED_BY_WORKER: bool = false;
    /// The names of the options in which a client is given credentials that are exchanged for tokens.
    const CLIENT_CREDENTIALS: Option<ClientCredentialNames> = None;
    /// A secret that the platform and the Worker share beside the accounts' credentials.
    const SHARED_CODE: Option<SharedCode> = None;
    /// The questions that the platform asks about the embedding app's customers.
    const CRM: Option<Crm> = None;
    /// Makes signed links.
    const LINKS: Option<LinkSigner> = None;
    /// The paths that may be called though no document describes them.
    const UNDESCRIBED: UndescribedPaths = UndescribedPaths::ANY;
    /// How a list travels in a query.
    const QUERY_LISTS: ListStyle = ListStyle::Repeated;
    /// What the address of an installation ends in, where it always does: an error that a wrong address can cause says so.
    const BASE_PATH: Option<&'static str> = None;

    /// How an account is connected: [`super::ByCredentials`], [`super::ByLogin`] or [`super::ByMarketplace`]; each asks for a trait
    /// of its own.
    type Connect: ConnectKind<Self>;
    /// How an instance is set up, checked.
    type Settings: Clone + Debug;
    /// What authorizes a call.
    type Credential: Authorize;

    /// Reads an instance's settings.
    ///
    /// # Errors
    /// `configuration`, saying which setting is wrong.
    fn read_settings(written: Value, reach: Reach) -> Result<Self::Settings>;

    /// An instance's address.
    fn base_url(settings: &Self::Settings) -> &BaseUrl;

    /// The credential among a client's options, or the fields that somebody connects an account with; `None` where there is none.
    ///
    /// # Errors
    /// `invalid_argument`, naming the part that is wrong; it is not shown.
    fn credential(given: &dyn Fields) -> Result<Option<Self::Credential>>;

    /// Finds the error that an answer carries, whatever its status. `path` is what was asked for below the address, as services of
    /// one platform may word their errors differently; it is empty where somebody only wants to know whether there is one.
    ///
    /// # Errors
    /// That error, in our own words where the platform's are known; others go through `quote`.
    fn check<J: Json>(path: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()>;

    /// Whether the answer to an operation, which [`Self::check`] has found no error in, holds what was promised.
    ///
    /// # Errors
    /// `bad_response` or `not_found`.
    fn check_result<J: Json>(_answer: &J) -> Result<()> {
        Ok(())
    }

    /// How long to wait before trying again after this error, in milliseconds, by the platform's own rules.
    fn pause_ms(_error: &Error) -> Option<u64> {
        None
    }

    /// The limits on requests that the platform documents; `None` where it documents none.
    ///
    /// # Errors
    /// `invalid_argument` for an option that is wrong.
    fn quota(_options: &EncodedObject) -> Result<Option<QuotaRules>> {
        Ok(None)
    }

    /// The request that exchanges client credentials for a token.
    ///
    /// # Errors
    /// `invalid_argument` where they cannot travel.
    fn token_request(
        _credentials: &ClientCredentials,
        _base_url: &BaseUrl,
        _owner: KeyOwner,
    ) -> Result<Option<Request>> {
        Ok(None)
    }

    /// The path at the platform of an operation's path, where an installation may have put it elsewhere.
    fn upstream_path<'a>(_settings: &'a Self::Settings, path: &'a str) -> &'a str {
        path
    }

    /// Adds the header fields that an installation wants on every request.
    ///
    /// # Errors
    /// None that [`Self::read_settings`] has not found.
    fn prepare(_settings: &Self::Settings, _request: &mut Request) -> Result<()> {
        Ok(())
    }
}

/// What authorizes a call.
pub trait Authorize: Clone + Debug + DeserializeOwned + Serialize {
    /// Authorizes a request.
    ///
    /// # Errors
    /// `invalid_argument` when it cannot travel.
    fn authorize(&self, request: &mut Request) -> Result<()>;

    /// The secret part, which may not show in an error.
    fn secret(&self) -> &Secret;

    /// The same with another secret.
    #[must_use]
    fn with_secret(&self, secret: Secret) -> Self;

    /// What authorizes by a token alone.
    #[must_use]
    fn of_token(token: Secret) -> Self;
}

/// Named texts: a client's options, or what somebody typed into a form.
pub trait Fields {
    /// The text of this name; `None` where there is none.
    ///
    /// # Errors
    /// `invalid_argument` when it is no text.
    fn text(&self, name: &str) -> Result<Option<&str>>;
}

impl Fields for EncodedObject {
    fn text(&self, name: &str) -> Result<Option<&str>> {
        Self::text(self, name)
    }
}

/// Limits on requests as a platform documents them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuotaRules {
    /// Requests in a window.
    pub limit: u32,
    /// The window's length, in milliseconds.
    pub window_ms: u64,
    /// Further limits, where requests are paced.
    pub pace: Option<PaceRules>,
}

/// A limit on requests a second, and one on requests a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaceRules {
    /// Requests within a second; 0 where they are not to be paced.
    pub per_second: u32,
    /// Requests in a day.
    pub per_day: u32,
}

/// A secret that a platform and the Worker share.
#[derive(Clone, Copy, Debug)]
pub struct SharedCode {
    /// The end of the variable's name that holds it, behind the instance's: `AUTHCODE`.
    pub variable: &'static str,
    /// The query parameter in which it travels, both ways.
    pub parameter: &'static str,
}

/// Questions that a platform asks about the embedding app's customers (`POST /crm/{instance}/{function}`).
#[derive(Clone, Copy, Debug)]
pub struct Crm {
    /// The last part of the path.
    pub function: &'static str,
    /// Reads a question from the fields of the query and of the body, which must show the [`SharedCode`].
    pub read: fn(fields: &RequestFields, code: &Secret) -> Result<Value>,
    /// Words what the embedding app found.
    pub answer: fn(found: Value) -> Value,
    /// Words an error.
    pub refuse: fn(error: &Error) -> Value,
}

/// Paths that may be called though no document describes them. They stay below the address, wherever they are joined.
#[derive(Clone, Copy, Debug)]
pub struct UndescribedPaths {
    /// What they begin with.
    pub begin: &'static str,
    /// One of them, for the error.
    pub example: &'static str,
    /// The style in which most of the platform's lists go on.
    pub paging: char,
}

impl UndescribedPaths {
    /// Any below the address; lists have pages with numbers.
    pub const ANY: Self = Self { begin: "/", example: "/tags", paging: style::PAGE };

    /// Whether a path is one of them.
    #[must_use]
    pub fn fit(&self, path: &str) -> bool {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_~.,@+:/".contains(&b);
        path.starts_with(self.begin)
            && path.bytes().all(plain)
            && !path.split('/').skip(1).any(|part| part.is_empty() || part == "." || part == "..")
    }
}

/// How a list travels in a query.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ListStyle {
    /// `ids[]=1&ids[]=2`: what PHP needs, which keeps the last of fields that have the same name.
    Brackets,
    /// `ids=1&ids=2` (OpenAPI's `form` style, exploded).
    Repeated,
}
