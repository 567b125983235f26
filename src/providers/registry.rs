//! The macro that makes one enum of all platforms, and hands each question on to the platform that it is about.

/// Takes `folder::Type` for each platform, with attributes such as `#[cfg(test)]`. Makes the modules, [`crate::providers::Provider`], [`crate::providers::Settings`] and [`crate::providers::Credential`].
macro_rules! platforms {
    ($($(#[$cfg:meta])* $module:ident :: $platform:ident),* $(,)?) => {
        $($(#[$cfg])* pub mod $module;)*
        $($(#[$cfg])* use $module::$platform;)*

        /// A platform that Portaria speaks to.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum Provider {
            $($(#[$cfg])* #[allow(missing_docs)] $platform,)*
        }

        /// The settings of one instance.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Settings {
            $($(#[$cfg])* #[allow(missing_docs)] $platform(<$platform as Platform>::Settings),)*
        }

        /// What authorizes a call, whatever the platform.
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[serde(tag = "kind", rename_all = "camelCase")]
        #[non_exhaustive]
        pub enum Credential {
            $($(#[$cfg])* #[allow(missing_docs)] $platform(<$platform as Platform>::Credential),)*
        }

        /// What a way to connect accounts is to one platform.
        type Kind<P> = <P as Platform>::Connect;

        impl Provider {
            /// Every provider, in the order of their names.
            pub const ALL: &[Self] = &[$($(#[$cfg])* Self::$platform,)*];

            /// The name in configuration, paths and errors.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(#[$cfg])* Self::$platform => $platform::NAME,)* }
            }

            /// The name for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $($(#[$cfg])* Self::$platform => $platform::TITLE,)* }
            }

            /// What it offers.
            #[must_use]
            pub const fn operations(self) -> Table {
                match self { $($(#[$cfg])* Self::$platform => $platform::OPERATIONS,)* }
            }

            /// Where it is, where all of it is in one place.
            #[must_use]
            pub const fn base_url(self) -> Option<&'static str> {
                match self { $($(#[$cfg])* Self::$platform => $platform::BASE_URL,)* }
            }

            /// An address that stands for one that is not known, where a call is only shown.
            #[must_use]
            pub const fn example_url(self) -> &'static str {
                match self { $($(#[$cfg])* Self::$platform => $platform::EXAMPLE_URL,)* }
            }

            /// What a server's client needs to call with a credential of its own.
            #[must_use]
            pub const fn client_options(self) -> &'static str {
                match self { $($(#[$cfg])* Self::$platform => $platform::CLIENT_OPTIONS,)* }
            }

            /// How an account is connected.
            #[must_use]
            pub const fn connect(self) -> Connect {
                match self { $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::CONNECT,)* }
            }

            /// The operation that reads the connected account as it is now.
            #[must_use]
            pub const fn account(self) -> Option<&'static str> {
                match self { $($(#[$cfg])* Self::$platform => $platform::ACCOUNT,)* }
            }

            /// See [`Platform::ERROR_MEMBERS`].
            #[must_use]
            pub const fn error_members(self) -> Option<&'static [&'static str]> {
                match self { $($(#[$cfg])* Self::$platform => $platform::ERROR_MEMBERS,)* }
            }

            /// See [`Platform::IDEMPOTENCY_HEADER`].
            #[must_use]
            pub const fn idempotency_header(self) -> Option<&'static str> {
                match self { $($(#[$cfg])* Self::$platform => $platform::IDEMPOTENCY_HEADER,)* }
            }

            /// See [`Platform::SECRET_PARAMETERS`].
            #[must_use]
            pub const fn secret_parameters(self) -> &'static [&'static str] {
                match self { $($(#[$cfg])* Self::$platform => $platform::SECRET_PARAMETERS,)* }
            }

            /// See [`Platform::CHECKED_BY_WORKER`].
            #[must_use]
            pub const fn is_checked_by_worker(self) -> bool {
                match self { $($(#[$cfg])* Self::$platform => $platform::CHECKED_BY_WORKER,)* }
            }

            /// See [`Platform::CLIENT_CREDENTIALS`].
            #[must_use]
            pub const fn client_credentials(self) -> Option<ClientCredentialNames> {
                match self { $($(#[$cfg])* Self::$platform => $platform::CLIENT_CREDENTIALS,)* }
            }

            /// See [`Platform::SHARED_CODE`].
            #[must_use]
            pub const fn shared_code(self) -> Option<SharedCode> {
                match self { $($(#[$cfg])* Self::$platform => $platform::SHARED_CODE,)* }
            }

            /// See [`Platform::CRM`].
            #[must_use]
            pub const fn crm(self) -> Option<Crm> {
                match self { $($(#[$cfg])* Self::$platform => $platform::CRM,)* }
            }

            /// See [`Platform::LINKS`].
            #[must_use]
            pub const fn links(self) -> Option<LinkSigner> {
                match self { $($(#[$cfg])* Self::$platform => $platform::LINKS,)* }
            }

            /// See [`Platform::UNDESCRIBED`].
            #[must_use]
            pub const fn undescribed(self) -> UndescribedPaths {
                match self { $($(#[$cfg])* Self::$platform => $platform::UNDESCRIBED,)* }
            }

            /// See [`Platform::QUERY_LISTS`].
            #[must_use]
            pub const fn query_lists(self) -> ListStyle {
                match self { $($(#[$cfg])* Self::$platform => $platform::QUERY_LISTS,)* }
            }

            /// See [`Platform::BASE_PATH`].
            #[must_use]
            pub const fn base_path(self) -> Option<&'static str> {
                match self { $($(#[$cfg])* Self::$platform => $platform::BASE_PATH,)* }
            }

            /// See [`Platform::check`].
            ///
            /// # Errors
            /// The error that the answer carries.
            pub fn check<J: Json>(
                self,
                path: &str,
                status: u16,
                answer: &J,
                quote: Quote<'_>,
            ) -> Result<()> {
                match self { $($(#[$cfg])* Self::$platform => $platform::check(path, status, answer, quote),)* }
            }

            /// See [`Platform::check_result`].
            ///
            /// # Errors
            /// `bad_response` or `not_found`.
            pub fn check_result<J: Json>(self, answer: &J) -> Result<()> {
                match self { $($(#[$cfg])* Self::$platform => $platform::check_result(answer),)* }
            }

            /// See [`Platform::pause_ms`].
            #[must_use]
            pub fn pause_ms(self, error: &Error) -> Option<u64> {
                match self { $($(#[$cfg])* Self::$platform => $platform::pause_ms(error),)* }
            }

            /// See [`Platform::quota`].
            ///
            /// # Errors
            /// `invalid_argument` for an option that is wrong.
            pub fn quota(self, options: &EncodedObject) -> Result<Option<QuotaRules>> {
                match self { $($(#[$cfg])* Self::$platform => $platform::quota(options),)* }
            }

            /// See [`Platform::credential`].
            ///
            /// # Errors
            /// `invalid_argument`, naming the part that is wrong.
            pub fn credential(self, given: &dyn Fields) -> Result<Option<Credential>> {
                Ok(match self {
                    $($(#[$cfg])* Self::$platform => $platform::credential(given)?.map(Credential::$platform),)*
                })
            }

            /// What authorizes by a token alone.
            #[must_use]
            pub fn credential_of_token(self, token: Secret) -> Credential {
                match self {
                    $($(#[$cfg])* Self::$platform => Credential::$platform(Authorize::of_token(token)),)*
                }
            }

            /// See [`Platform::token_request`].
            ///
            /// # Errors
            /// `not_found` for a platform that has no such credentials.
            pub fn token_request(
                self,
                credentials: &ClientCredentials,
                base_url: &BaseUrl,
                owner: KeyOwner,
            ) -> Result<Request> {
                let request = match self {
                    $($(#[$cfg])* Self::$platform => $platform::token_request(credentials, base_url, owner)?,)*
                };
                request.ok_or_else(|| {
                    Error::new(Code::NotFound, text![self.title(), " has no such keys."])
                })
            }

            /// Reads the settings of an instance.
            ///
            /// # Errors
            /// `configuration`, saying which setting is wrong.
            pub fn read_settings(self, written: Value, reach: Reach) -> Result<Settings> {
                Ok(match self {
                    $($(#[$cfg])* Self::$platform => {
                        Settings::$platform($platform::read_settings(written, reach)?)
                    })*
                })
            }

            /// The operation that proves credentials, and its query.
            #[must_use]
            pub const fn proof(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
                match self {
                    $($(#[$cfg])* Self::$platform => (
                        <Kind<$platform> as ConnectKind<$platform>>::PROOF,
                        <Kind<$platform> as ConnectKind<$platform>>::PROOF_QUERY,
                    ),)*
                }
            }

            /// See [`crate::providers::Credentials::profile`].
            ///
            /// # Errors
            /// `bad_response` where the answer proves nothing.
            pub fn profile(self, answer: Value, given: &dyn Fields) -> Result<Profile> {
                match self { $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::profile(answer, given),)* }
            }

            /// See [`Login::mend_query`].
            #[must_use]
            pub fn mend_query(self, query: &str) -> String {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::mend_query(query),)*
                }
            }

            /// See [`Login::read_callback`].
            ///
            /// # Errors
            /// `invalid_argument` when it is not what the platform sends.
            pub fn read_callback(self, fields: &RequestFields) -> Result<Callback> {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::read_callback(fields),)*
                }
            }

            /// See [`Login::was_not_read`].
            #[must_use]
            pub fn was_not_read(self, answer: &Value) -> bool {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::was_not_read(answer),)*
                }
            }

            /// See [`Marketplace::read_launch`].
            ///
            /// # Errors
            /// `invalid_argument` when it is not what the platform sends.
            pub fn read_launch(self, fields: &RequestFields) -> Result<Launch> {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::read_launch(fields),)*
                }
            }

            /// See [`Marketplace::read_appearance`].
            ///
            /// # Errors
            /// `invalid_argument` where a field can be read in two ways.
            pub fn read_appearance(self, fields: &RequestFields) -> Result<Appearance> {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::read_appearance(fields),)*
                }
            }

            /// See [`Marketplace::read_installation`].
            ///
            /// # Errors
            /// `bad_response` when it holds no credentials.
            pub fn read_installation(self, answer: &Value) -> Result<Installation> {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::read_installation(answer),)*
                }
            }

            /// See [`Marketplace::read_uninstall`].
            #[must_use]
            pub fn read_uninstall(self, fields: &RequestFields) -> Option<Installation> {
                match self {
                    $($(#[$cfg])* Self::$platform => <Kind<$platform> as ConnectKind<$platform>>::read_uninstall(fields),)*
                }
            }
        }

        impl Settings {
            /// Which provider they are of.
            #[must_use]
            pub const fn provider(&self) -> Provider {
                match self { $($(#[$cfg])* Self::$platform(_) => Provider::$platform,)* }
            }

            /// The platform's address.
            #[must_use]
            pub fn base_url(&self) -> &BaseUrl {
                match self { $($(#[$cfg])* Self::$platform(settings) => $platform::base_url(settings),)* }
            }

            /// See [`Platform::upstream_path`].
            #[must_use]
            pub fn upstream_path<'a>(&'a self, path: &'a str) -> &'a str {
                match self { $($(#[$cfg])* Self::$platform(settings) => $platform::upstream_path(settings, path),)* }
            }

            /// See [`Platform::prepare`].
            ///
            /// # Errors
            /// None that reading the settings has not found.
            pub fn prepare(&self, request: &mut Request) -> Result<()> {
                match self { $($(#[$cfg])* Self::$platform(settings) => $platform::prepare(settings, request),)* }
            }

            /// See [`Login::authorize_url`].
            ///
            /// # Errors
            /// `not_found` where there is no login.
            pub fn authorize_url(&self, request: &AuthorizationRequest<'_>) -> Result<String> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::authorize_url(settings, request),)*
                }
            }

            /// See [`Login::echoes_state`].
            #[must_use]
            pub fn echoes_state(&self) -> bool {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::echoes_state(settings),)*
                }
            }

            /// See [`Login::token_requests`].
            #[must_use]
            pub fn token_requests(&self, exchange: &Exchange<'_>) -> Vec<Request> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::token_requests(settings, exchange),)*
                }
            }

            /// See [`Login::read_token`].
            ///
            /// # Errors
            /// `bad_response` when it holds no token.
            pub fn read_token(&self, answer: &Value) -> Result<GrantedToken> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::read_token(settings, answer),)*
                }
            }

            /// See [`Login::profile_request`].
            ///
            /// # Errors
            /// `not_found` where there is no login.
            pub fn profile_request(&self, token: &Secret) -> Result<Request> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::profile_request(settings, token),)*
                }
            }

            /// See [`Login::read_profile`].
            ///
            /// # Errors
            /// `bad_response` or `not_found`.
            pub fn read_profile(&self, answer: Value) -> Result<Profile> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::read_profile(settings, answer),)*
                }
            }

            /// See [`Marketplace::app_id`].
            #[must_use]
            pub fn app_id(&self) -> &str {
                match self { $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::app_id(settings),)* }
            }

            /// See [`Marketplace::asks_before_linking`].
            #[must_use]
            pub fn asks_before_linking(&self) -> bool {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::asks_before_linking(settings),)*
                }
            }

            /// See [`Marketplace::frame`]; `None` where the platform shows no app.
            #[must_use]
            pub fn frame(&self) -> Option<&Frame> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => <Kind<$platform> as ConnectKind<$platform>>::frame(settings),)*
                }
            }

            /// See [`Marketplace::installation_request`].
            ///
            /// # Errors
            /// `not_found` where the platform has no marketplace.
            pub fn installation_request(&self, app_secret: &Secret, code: &Secret) -> Result<Request> {
                match self {
                    $($(#[$cfg])* Self::$platform(settings) => {
                        <Kind<$platform> as ConnectKind<$platform>>::installation_request(settings, app_secret, code)
                    })*
                }
            }
        }

        impl Credential {
            /// Authorizes a request.
            ///
            /// # Errors
            /// `invalid_argument` when it cannot travel.
            pub fn authorize(&self, request: &mut Request) -> Result<()> {
                match self { $($(#[$cfg])* Self::$platform(credential) => credential.authorize(request),)* }
            }

            /// The secret part, which may not show in an error.
            #[must_use]
            pub fn secret(&self) -> &Secret {
                match self { $($(#[$cfg])* Self::$platform(credential) => credential.secret(),)* }
            }

            /// The same with the secret masked, to be shown.
            #[must_use]
            pub fn masked(&self) -> Self {
                let mask = Secret::new(MASK);
                match self {
                    $($(#[$cfg])* Self::$platform(credential) => Self::$platform(credential.with_secret(mask)),)*
                }
            }
        }
    };
}
pub(super) use platforms;
