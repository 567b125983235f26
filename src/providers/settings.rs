//! An instance: one provider, at one address, for one of our apps.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Callback, Provider, bangwo8, jetchat, pipichat, sendpulse};
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};

/// The settings of one provider.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Settings {
    /// An account of Bangwo8.
    Bangwo8(bangwo8::Settings),
    /// A JetChat installation.
    JetChat(jetchat::Settings),
    /// A Sngine community.
    PipiChat(pipichat::Settings),
    /// An app of SendPulse's marketplace.
    SendPulse(sendpulse::Settings),
}

/// A provider under a name of its own: two communities of one engine are two instances.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The name in paths: `/connect/{name}`.
    pub name: String,
    /// Which provider, and how it is set up.
    pub settings: Settings,
}

impl Instance {
    /// Reads an instance from JSON: `{"provider": "pipichat", "app_id": …}`. The provider may be left
    /// out where the instance is named after it.
    ///
    /// # Errors
    /// `configuration`, saying which setting is wrong.
    pub fn read(name: &str, mut written: Map<String, Value>, reach: Reach) -> Result<Self> {
        check_name(name)?;
        let provider = match written.remove("provider") {
            Some(Value::String(provider)) => provider,
            Some(_) => return Err(wrong(name, "\"provider\" must be a text")),
            None => name.to_owned(),
        };
        let written = Value::Object(written);
        let settings = match Provider::from_name(&provider) {
            Some(Provider::Bangwo8) => parse::<bangwo8::access::RawSettings>(written)
                .and_then(|it| it.check(reach))
                .map(Settings::Bangwo8),
            Some(Provider::JetChat) => parse::<jetchat::key::RawSettings>(written)
                .and_then(|it| it.check(reach))
                .map(Settings::JetChat),
            Some(Provider::PipiChat) => parse::<pipichat::settings::RawSettings>(written)
                .and_then(|it| it.check(reach))
                .map(Settings::PipiChat),
            Some(Provider::SendPulse) => parse::<sendpulse::market::RawSettings>(written)
                .and_then(|it| it.check(reach))
                .map(Settings::SendPulse),
            None => Err(no_provider(&provider)),
        };
        let settings = settings.map_err(|error| wrong(name, &error.details().message))?;
        Ok(Self { name: name.into(), settings })
    }

    /// Which provider it is.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        match self.settings {
            Settings::Bangwo8(_) => Provider::Bangwo8,
            Settings::JetChat(_) => Provider::JetChat,
            Settings::PipiChat(_) => Provider::PipiChat,
            Settings::SendPulse(_) => Provider::SendPulse,
        }
    }

    /// The provider's address.
    #[must_use]
    pub const fn base_url(&self) -> &BaseUrl {
        match &self.settings {
            Settings::Bangwo8(settings) => &settings.base_url,
            Settings::JetChat(settings) => &settings.base_url,
            Settings::PipiChat(settings) => &settings.base_url,
            Settings::SendPulse(settings) => &settings.base_url,
        }
    }

    /// The community and the app with which people log in; `None` where a key is typed in instead.
    #[must_use]
    pub const fn login(&self) -> Option<&pipichat::Settings> {
        match &self.settings {
            Settings::Bangwo8(_) | Settings::JetChat(_) | Settings::SendPulse(_) => None,
            Settings::PipiChat(settings) => Some(settings),
        }
    }

    /// Whether an app of ours is registered with the provider, which has a secret.
    #[must_use]
    pub const fn has_app(&self) -> bool {
        matches!(self.settings, Settings::PipiChat(_) | Settings::SendPulse(_))
    }

    /// Whether `state` comes back with the callback.
    #[must_use]
    pub fn echoes_state(&self) -> bool {
        self.login()
            .is_some_and(|settings| settings.state_mode == pipichat::settings::StateMode::Echo)
    }

    /// Reads what the browser brought back: the query, or a form's body.
    ///
    /// # Errors
    /// `invalid_argument` when it is not what the provider sends; `not_found` where there is no login.
    pub fn read_callback(&self, fields: &str) -> Result<Callback> {
        match &self.settings {
            Settings::Bangwo8(_) | Settings::JetChat(_) | Settings::SendPulse(_) => {
                Err(no_login(self))
            }
            Settings::PipiChat(_) => pipichat::callback::read(fields),
        }
    }
}

/// The error where somebody would log in at a provider that has no login.
#[must_use]
pub fn no_login(instance: &Instance) -> Error {
    let title = instance.provider().title();
    let message = match instance.settings {
        Settings::SendPulse(_) => {
            format!("{title} has no login that starts here: open the app from {title}'s dashboard.")
        }
        _ => format!(
            "{title} has no login: connect it with a key, by POST /connect/{}.",
            instance.name
        ),
    };
    Error::new(Code::NotFound, message)
}

fn parse<T: DeserializeOwned>(written: Value) -> Result<T> {
    serde_json::from_value(written)
        .map_err(|error| Error::new(Code::Configuration, error.to_string()))
}

fn no_provider(name: &str) -> Error {
    let known: Vec<_> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    let name = crate::secret::scrub(name, &[]);
    Error::new(
        Code::Configuration,
        format!("there is no provider \"{name}\"; there is {}", known.join(", ")),
    )
}

/// Names go into paths and, in capitals, into the names of secrets.
fn check_name(name: &str) -> Result<()> {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let edges = name.starts_with('-') || name.ends_with('-');
    if (1..=32).contains(&name.len()) && plain && !edges {
        return Ok(());
    }
    let name = crate::secret::scrub(name, &[]);
    Err(wrong(&name, "its name must be 1 to 32 lower-case letters, digits and hyphens"))
}

fn wrong(name: &str, problem: &str) -> Error {
    let problem = problem.trim_end_matches('.');
    Error::new(Code::Configuration, format!("The instance \"{name}\": {problem}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, json: &str) -> Result<Instance> {
        let Value::Object(written) = serde_json::from_str(json).unwrap() else {
            panic!("no object")
        };
        Instance::read(name, written, Reach::Public)
    }

    #[test]
    fn an_instance_is_named_after_its_provider_or_names_it() {
        assert_eq!(read("pipichat", r#"{"app_id":"1"}"#).unwrap().provider(), Provider::PipiChat);
        let other =
            read("somee", r#"{"provider":"pipichat","app_id":"1","state_mode":"echo"}"#).unwrap();
        assert_eq!((other.name.as_str(), other.echoes_state()), ("somee", true));
    }

    #[test]
    fn what_is_wrong_is_said_with_the_instance_named() {
        let cases = [
            ("somee", r#"{"app_id":"1"}"#, "there is no provider \"somee\""),
            ("somee", r#"{"provider":3}"#, "\"provider\" must be a text"),
            ("Somee", r#"{"provider":"pipichat","app_id":"1"}"#, "lower-case"),
            ("-a", r#"{"provider":"pipichat","app_id":"1"}"#, "lower-case"),
            ("", r#"{"provider":"pipichat","app_id":"1"}"#, "1 to 32"),
            ("pipichat", r#"{"app_id":"x"}"#, "app_id"),
            ("pipichat", r#"{"app_id":"1","colour":"red"}"#, "unknown field `colour`"),
        ];
        for (name, json, expected) in cases {
            let error = read(name, json).expect_err(json);
            assert_eq!(error.code(), Code::Configuration);
            let message = &error.details().message;
            assert!(
                message.contains(expected) && message.contains(&format!("\"{name}\"")),
                "{message}"
            );
        }
    }
}
