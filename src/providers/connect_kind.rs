//! The three ways to connect an account, as the shared parts ask them: each platform answers by the trait of its way.

use serde_json::Value;

use super::connect::{
    AuthorizationRequest, Connect, Credentials, Exchange, GrantedToken, Installation, Launch,
    Login, Marketplace,
};
use super::{Appearance, Callback, Fields, Frame, Platform, Profile};
use crate::error::{Code, Error, Result};
use crate::http::{Request, RequestFields};
use crate::secret::Secret;
use crate::text::text;

/// Accounts are connected by [`Credentials`].
#[derive(Debug)]
pub struct ByCredentials;

/// Accounts are connected by a [`Login`].
#[derive(Debug)]
pub struct ByLogin;

/// Accounts are connected through a [`Marketplace`].
#[derive(Debug)]
pub struct ByMarketplace;

/// One of the three ways, as the shared parts ask it: what a way does not have is an error, or nothing.
#[allow(missing_docs)] // each is described at the trait that it hands on to
pub trait ConnectKind<P: Platform> {
    const CONNECT: Connect;
    const PROOF: &'static str = "";
    const PROOF_QUERY: &'static [(&'static str, &'static str)] = &[];

    fn profile(_: Value, _: &dyn Fields) -> Result<Profile> {
        Err(unsupported::<P>())
    }
    fn authorize_url(_: &P::Settings, _: &AuthorizationRequest<'_>) -> Result<String> {
        Err(unsupported::<P>())
    }
    fn echoes_state(_: &P::Settings) -> bool {
        false
    }
    fn mend_query(query: &str) -> String {
        query.into()
    }
    fn read_callback(_: &RequestFields) -> Result<Callback> {
        Err(unsupported::<P>())
    }
    fn token_requests(_: &P::Settings, _: &Exchange<'_>) -> Vec<Request> {
        Vec::new()
    }
    fn was_not_read(_: &Value) -> bool {
        false
    }
    fn read_token(_: &P::Settings, _: &Value) -> Result<GrantedToken> {
        Err(unsupported::<P>())
    }
    fn profile_request(_: &P::Settings, _: &Secret) -> Result<Request> {
        Err(unsupported::<P>())
    }
    fn read_profile(_: &P::Settings, _: Value) -> Result<Profile> {
        Err(unsupported::<P>())
    }
    fn app_id(_: &P::Settings) -> &str {
        ""
    }
    fn asks_before_linking(_: &P::Settings) -> bool {
        true
    }
    fn read_launch(_: &RequestFields) -> Result<Launch> {
        Err(unsupported::<P>())
    }
    fn read_appearance(_: &RequestFields) -> Result<Appearance> {
        Ok(Appearance::default())
    }
    fn frame(_: &P::Settings) -> Option<&Frame> {
        None
    }
    fn installation_request(_: &P::Settings, _: &Secret, _: &Secret) -> Result<Request> {
        Err(unsupported::<P>())
    }
    fn read_installation(_: &Value) -> Result<Installation> {
        Err(unsupported::<P>())
    }
    fn read_uninstall(_: &RequestFields) -> Option<Installation> {
        None
    }
}

fn unsupported<P: Platform>() -> Error {
    Error::new(Code::NotFound, text![P::TITLE, " does not connect accounts in this way."])
}

impl<P: Credentials> ConnectKind<P> for ByCredentials {
    const CONNECT: Connect = Connect::Credentials(P::SETS);
    const PROOF: &'static str = P::PROOF;
    const PROOF_QUERY: &'static [(&'static str, &'static str)] = P::PROOF_QUERY;

    fn profile(answer: Value, given: &dyn Fields) -> Result<Profile> {
        P::profile(answer, given)
    }
}

impl<P: Login> ConnectKind<P> for ByLogin {
    const CONNECT: Connect = Connect::Login;

    fn authorize_url(settings: &P::Settings, request: &AuthorizationRequest<'_>) -> Result<String> {
        Ok(P::authorize_url(settings, request))
    }
    fn echoes_state(settings: &P::Settings) -> bool {
        P::echoes_state(settings)
    }
    fn mend_query(query: &str) -> String {
        P::mend_query(query)
    }
    fn read_callback(fields: &RequestFields) -> Result<Callback> {
        P::read_callback(fields)
    }
    fn token_requests(settings: &P::Settings, exchange: &Exchange<'_>) -> Vec<Request> {
        P::token_requests(settings, exchange)
    }
    fn was_not_read(answer: &Value) -> bool {
        P::was_not_read(answer)
    }
    fn read_token(settings: &P::Settings, answer: &Value) -> Result<GrantedToken> {
        P::read_token(settings, answer)
    }
    fn profile_request(settings: &P::Settings, token: &Secret) -> Result<Request> {
        Ok(P::profile_request(settings, token))
    }
    fn read_profile(settings: &P::Settings, answer: Value) -> Result<Profile> {
        P::read_profile(settings, answer)
    }
}

impl<P: Marketplace> ConnectKind<P> for ByMarketplace {
    const CONNECT: Connect = Connect::Marketplace;

    fn app_id(settings: &P::Settings) -> &str {
        P::app_id(settings)
    }
    fn asks_before_linking(settings: &P::Settings) -> bool {
        P::asks_before_linking(settings)
    }
    fn read_launch(fields: &RequestFields) -> Result<Launch> {
        P::read_launch(fields)
    }
    fn read_appearance(fields: &RequestFields) -> Result<Appearance> {
        P::read_appearance(fields)
    }
    fn frame(settings: &P::Settings) -> Option<&Frame> {
        Some(P::frame(settings))
    }
    fn installation_request(
        settings: &P::Settings,
        app_secret: &Secret,
        code: &Secret,
    ) -> Result<Request> {
        Ok(P::installation_request(settings, app_secret, code))
    }
    fn read_installation(answer: &Value) -> Result<Installation> {
        P::read_installation(answer)
    }
    fn read_uninstall(fields: &RequestFields) -> Option<Installation> {
        P::read_uninstall(fields)
    }
}
