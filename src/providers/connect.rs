//! How an account is connected, as data, and what each way asks of its platform.

use serde::Serialize;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::client_credentials::ClientCredentials;
use super::{Appearance, Callback, Fields, Frame, Platform, Profile};
use crate::error::Result;
use crate::http::{Request, RequestFields};
use crate::secret::Secret;

/// How an account is connected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Connect {
    /// By credentials that somebody types in: one of several sets of fields.
    Credentials(&'static [CredentialSet]),
    /// By a login that starts here and comes back by a redirect (RFC 6749, section 4.1).
    Login,
    /// By an app that is opened in the platform's own dashboard, which brings a one-time code.
    Marketplace,
}

/// Fields that together let the Worker act for an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct CredentialSet {
    /// The fields, those that are required first.
    pub fields: &'static [Field],
    /// Where a person finds them.
    pub place: &'static str,
}

/// One field of a [`CredentialSet`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Field {
    /// Its name in JavaScript and JSON.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What else there is to know; empty where nothing is.
    pub hint: &'static str,
    /// Whether it is hidden while it is typed.
    pub secret: bool,
    /// Whether it must be given.
    pub required: bool,
}

impl Field {
    /// A field that must be given, and shows what is typed.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label, hint: "", secret: false, required: true }
    }

    /// The same, hidden while it is typed.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The same, which may be left out.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// The same, with a hint.
    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}

impl Connect {
    /// The name of the way, in `/health` and the package's types.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credentials(_) => "key",
            Self::Login => "login",
            Self::Marketplace => "opened",
        }
    }

    /// The sets of fields that an account can be connected with.
    #[must_use]
    pub const fn credentials(self) -> &'static [CredentialSet] {
        match self {
            Self::Credentials(sets) => sets,
            Self::Login | Self::Marketplace => &[],
        }
    }

    /// Whether an app of ours is registered with the platform, which has a secret.
    #[must_use]
    pub const fn has_app(self) -> bool {
        matches!(self, Self::Login | Self::Marketplace)
    }
}

/// A platform whose accounts are connected by credentials that somebody types in.
pub trait Credentials: Platform {
    /// The sets of fields that an account can be connected with.
    const SETS: &'static [CredentialSet];
    /// The operation that proves them: one that changes nothing and costs little.
    const PROOF: &'static str;
    /// The query of that operation, such as the shortest page of a list.
    const PROOF_QUERY: &'static [(&'static str, &'static str)] = &[];

    /// Who is connected, by the proof's answer and the fields that were given.
    ///
    /// # Errors
    /// `bad_response` where the answer proves nothing.
    fn profile(answer: Value, given: &dyn Fields) -> Result<Profile>;
}

/// A platform with a login that starts here and comes back by a redirect.
pub trait Login: Platform {
    /// Where the browser is sent (RFC 6749, section 4.1.1).
    fn authorize_url(settings: &Self::Settings, request: &AuthorizationRequest<'_>) -> String;

    /// Whether the platform sends `state` back with the code.
    fn echoes_state(settings: &Self::Settings) -> bool;

    /// The query of a callback as it was meant, where the platform writes it wrong.
    fn mend_query(query: &str) -> String {
        query.into()
    }

    /// Reads what the browser brought back: the query, or what was posted (RFC 6749, section 4.1.2).
    ///
    /// # Errors
    /// `invalid_argument` when it is not what the platform sends. Nothing is sent then.
    fn read_callback(fields: &RequestFields) -> Result<Callback>;

    /// The requests that exchange the code (RFC 6749, section 4.1.3). The second and later ones are sent only where
    /// [`Self::was_not_read`] says that the code is still good.
    fn token_requests(settings: &Self::Settings, exchange: &Exchange<'_>) -> Vec<Request>;

    /// Whether an answer shows that the platform did not look at the code: only then may another request be sent with it.
    fn was_not_read(_answer: &Value) -> bool {
        false
    }

    /// Reads the exchange's answer, which [`Platform::check`] has found no error in.
    ///
    /// # Errors
    /// `bad_response` when it holds no token.
    fn read_token(settings: &Self::Settings, answer: &Value) -> Result<GrantedToken>;

    /// The request for who logged in.
    fn profile_request(settings: &Self::Settings, token: &Secret) -> Request;

    /// Reads who logged in, out of an answer which [`Platform::check`] has found no error in, and in which the token is masked.
    ///
    /// # Errors
    /// `bad_response` or `not_found`.
    fn read_profile(settings: &Self::Settings, answer: Value) -> Result<Profile>;
}

/// A platform whose users open our app in its dashboard, which brings a one-time code (there is no redirect that we start).
pub trait Marketplace: Platform {
    /// Our app's id.
    fn app_id(settings: &Self::Settings) -> &str;

    /// Whether a person is asked before an account is linked to the browser that opened the app.
    fn asks_before_linking(settings: &Self::Settings) -> bool;

    /// Reads the query, or what was posted, with which the app was opened.
    ///
    /// # Errors
    /// `invalid_argument` when it is not what the platform sends. Nothing is sent then.
    fn read_launch(fields: &RequestFields) -> Result<Launch>;

    /// Reads how the dashboard wants the app to look, out of the same fields, or of an address that carries them on.
    ///
    /// # Errors
    /// `invalid_argument` where a field can be read in two ways.
    fn read_appearance(fields: &RequestFields) -> Result<Appearance>;

    /// The page that the dashboard shows in a frame.
    fn frame(settings: &Self::Settings) -> &Frame;

    /// The request that exchanges the code. It is sent once.
    fn installation_request(
        settings: &Self::Settings,
        app_secret: &Secret,
        code: &Secret,
    ) -> Request;

    /// Reads the exchange's answer, which [`Platform::check`] has found no error in.
    ///
    /// # Errors
    /// `bad_response` when it holds no credentials.
    fn read_installation(answer: &Value) -> Result<Installation>;

    /// Reads the call that says that a user has removed the app; `None` for anything else.
    fn read_uninstall(fields: &RequestFields) -> Option<Installation>;
}

/// What a login asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuthorizationRequest<'a> {
    /// What the platform is to send back, where it does.
    pub state: Option<&'a str>,
    /// Where the browser is to come back; empty where that is not known here.
    pub redirect_uri: &'a str,
}

/// What a code is exchanged with.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// The app's secret.
    pub app_secret: &'a Secret,
    /// The one-time code.
    pub code: &'a Secret,
    /// As in the [`AuthorizationRequest`].
    pub redirect_uri: &'a str,
}

/// A token that was granted for a code.
#[derive(Clone, Debug)]
pub struct GrantedToken {
    /// The token.
    pub access_token: Secret,
    /// How long it is to be trusted, in seconds. It may end earlier.
    pub lifetime_s: u32,
}

/// Our app was opened in the platform's dashboard.
#[derive(Debug)]
pub struct Launch {
    /// The one-time code.
    pub code: Secret,
    /// How the dashboard wants the app to look.
    pub appearance: Appearance,
}

/// Our app as it is installed in an account.
#[derive(Debug)]
pub struct Installation {
    /// The platform's id of the account, as text.
    pub account: String,
    /// The app, as the platform says.
    pub app_id: Option<String>,
    /// The account's credentials for this app.
    pub credentials: ClientCredentials,
    /// Everything else, without the credentials.
    pub raw: Value,
}

impl Installation {
    /// Who is connected: no more is known than the account's id.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile { id: self.account.clone(), raw: self.raw.clone(), ..Profile::default() }
    }

    /// Whether it has these credentials. In constant time, so that nobody can guess them byte by byte.
    #[must_use]
    pub fn has(&self, credentials: &ClientCredentials) -> bool {
        let same = |one: &str, other: &str| one.as_bytes().ct_eq(other.as_bytes());
        let secret = self.credentials.client_secret.expose();
        bool::from(
            same(&self.credentials.client_id, &credentials.client_id)
                & same(secret, credentials.client_secret.expose()),
        )
    }
}
