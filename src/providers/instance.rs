//! An instance: one provider, at one address, for one of our apps.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{AuthorizationRequest, Connect, Provider, Settings, UndescribedPaths};
use crate::error::{Code, Error, Result};
use crate::http::Method;
use crate::http::base_url::{BaseUrl, Reach};

/// A provider under a name of its own: two communities of one engine are two instances.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The name in paths: `/connect/{name}`.
    pub name: String,
    /// Which provider, and how it is set up.
    pub settings: Settings,
    /// What may be called though no document describes it: methods and path templates.
    pub also: Vec<(Method, String)>,
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
        let also = written.remove("also");
        let written = Value::Object(written);
        let settings = match Provider::from_name(&provider) {
            Some(provider) => provider.read_settings(written, reach),
            None => Err(no_provider(&provider)),
        };
        let settings = settings.map_err(|error| wrong(name, &error.details().message))?;
        let paths = settings.provider().undescribed();
        let also =
            also.map_or(Some(Vec::new()), |also| read_also(&also, &paths)).ok_or_else(|| {
                let example = paths.example;
                wrong(
                    name,
                    &format!("\"also\" must be a list of methods and paths: [\"GET {example}\"]"),
                )
            })?;
        Ok(Self { name: name.into(), settings, also })
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

/// Methods and path templates, as `["GET /api/v1/tags.json", "DELETE /whatsapp/templates/{id}"]`.
fn read_also(written: &Value, paths: &UndescribedPaths) -> Option<Vec<(Method, String)>> {
    let line = |line: &Value| {
        let (method, path) = line.as_str()?.split_once(' ')?;
        let fits = paths.fit(&path.replace(['{', '}'], ""));
        fits.then_some((Method::from_text(method)?, path.to_owned()))
    };
    written.as_array()?.iter().map(line).collect()
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

    #[test]
    fn each_platform_s_instances_may_allow_paths_beside_the_description() {
        for provider in Provider::ALL.iter().copied() {
            let paths = provider.undescribed();
            let (begin, example) = (paths.begin, paths.example);
            assert!(paths.fit(example), "{example}");
            let inside = format!("{begin}v1/tags.json");
            for path in
                ["x", "v1/a/1.json", "v1/a,b/~c", "apiCRMUserSync.php", "mail/a@example.com"]
            {
                assert!(paths.fit(&format!("{begin}{path}")), "{begin}{path}");
            }
            for path in ["", "../x", "./x", "/x", "x?y", "x#y", "%2e%2e/x", "a b", "x\\y", "x/"] {
                assert!(!paths.fit(&format!("{begin}{path}")), "{begin}{path}");
            }
            for path in
                ["", "api/v1/x", "@evil.example/x", "https://evil.example/x", "//evil.example/x"]
            {
                assert!(!paths.fit(path), "{path}");
            }
            let read = |also: Value| read_also(&also, &paths);
            let line = |method: &str| Value::from(vec![format!("{method} {inside}/{{id}}")]);
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let (found, path) = read(line(method)).unwrap().remove(0);
                assert_eq!((found.as_str(), path), (method, format!("{inside}/{{id}}")));
            }
            for wrong in [
                line("get"),
                line(""),
                Value::from(vec![inside.clone()]),
                Value::from(vec![""]),
                Value::from("GET /x"),
                Value::from(vec![3]),
            ] {
                assert!(read(wrong.clone()).is_none(), "{wrong}");
            }
        }
        let given = r#"{"app_id":"1","also":["GET /v1/x"]}"#;
        assert_eq!(read("sample", given).unwrap().also, [(Method::Get, "/v1/x".to_owned())]);
        let error = read("sample", r#"{"app_id":"1","also":["GET /x"]}"#).unwrap_err();
        assert!(error.details().message.contains("[\"GET /v1/x\"]"), "{error}");
    }
}
