//! An instance: one provider, at one address, for one of our apps.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{AuthorizationRequest, Connect, Provider, Settings};
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};

/// A provider under a name of its own: two communities of one engine are two instances.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The name in paths: `/connect/{name}`.
    pub name: String,
    /// Which provider, and how it is set up.
    pub settings: Settings,
}

impl Instance {
    /// Reads an instance from JSON: `{"provider": "…", "app_id": …}`. The provider may be left
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
            Some(provider) => provider.read_settings(written, reach),
            None => Err(no_provider(&provider)),
        };
        let settings = settings.map_err(|error| wrong(name, &error.details().message))?;
        Ok(Self { name: name.into(), settings })
    }

    /// Which provider it is.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.settings.provider()
    }

    /// The provider's address.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        self.settings.base_url()
    }

    /// Whether an app of ours is registered with the provider, which has a secret.
    #[must_use]
    pub const fn has_app(&self) -> bool {
        self.provider().connect().has_app()
    }

    /// The address of the consent page that a login begins at, without its query.
    #[must_use]
    pub fn authorization_endpoint(&self) -> String {
        let url = self.settings.authorize_url(&AuthorizationRequest::default()).unwrap_or_default();
        url.split('?').next().unwrap_or_default().to_owned()
    }
}

/// The error where somebody would log in at a provider that has no login.
#[must_use]
pub fn no_login(instance: &Instance) -> Error {
    let title = instance.provider().title();
    let message = match instance.provider().connect() {
        Connect::Marketplace => {
            format!("{title} has no login that starts here: open the app from {title}'s dashboard.")
        }
        Connect::Credentials(_) | Connect::Login => format!(
            "{title} has no login: connect it with a key, by POST /connect/{}.",
            instance.name
        ),
    };
    Error::new(Code::NotFound, message)
}

/// Reads settings into the type that a platform declares for them.
///
/// # Errors
/// `configuration`, saying which setting is wrong.
pub fn parse<T: DeserializeOwned>(written: Value) -> Result<T> {
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
        assert_eq!(read("sample", r#"{"app_id":"1"}"#).unwrap().provider(), Provider::Sample);
        let other = read("somee", r#"{"provider":"sample","app_id":"1"}"#).unwrap();
        assert_eq!((other.name.as_str(), other.settings.echoes_state()), ("somee", true));
    }

    #[test]
    fn what_is_wrong_is_said_with_the_instance_named() {
        let cases = [
            ("somee", r#"{"app_id":"1"}"#, "there is no provider \"somee\""),
            ("somee", r#"{"provider":3}"#, "\"provider\" must be a text"),
            ("Somee", r#"{"provider":"sample","app_id":"1"}"#, "lower-case"),
            ("-a", r#"{"provider":"sample","app_id":"1"}"#, "lower-case"),
            ("", r#"{"provider":"sample","app_id":"1"}"#, "1 to 32"),
            ("sample", r#"{"app_id":""}"#, "app_id"),
            ("sample", r#"{"app_id":"1","colour":"red"}"#, "unknown field `colour`"),
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
