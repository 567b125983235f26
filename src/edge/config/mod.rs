//! The Worker's configuration: variables and secrets, checked as a whole.

pub mod names;
mod reader;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use self::reader::{Reader, reach_from};
use super::rate_limit::Limits;
use super::session::Sessions;
use crate::error::{Code, Error};
use crate::http::base_url::Reach;
use crate::oauth::{KeyRing, KeyRingHandle};
use crate::providers::{Instance, SharedCode};
use crate::secret::Secret;

/// The Worker's configuration. There is none that is half right.
pub struct Config {
    open: Rc<Open>,
    ring: KeyRing,
    /// Where secrets are read when they are needed.
    variable: Variable,
}

/// Gives a variable's text.
pub type Variable = Rc<dyn Fn(&str) -> Option<String>>;

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.open.fmt(f)
    }
}

/// What of a configuration is no secret.
#[derive(Debug)]
struct Open {
    origin: String,
    return_origins: Vec<String>,
    allowed_origins: Vec<String>,
    cross_site_origins: Vec<String>,
    limits: Limits,
    strict_transport: Option<String>,
    address_header: Option<String>,
    prefix: String,
    pages: Pages,
    instances: BTreeMap<String, Instance>,
    sessions: RefCell<Sessions>,
}

/// What of a configuration outlives the request that it was read for: nothing that is secret.
#[derive(Clone, Debug)]
pub struct CachedConfig {
    open: Rc<Open>,
    ring: KeyRingHandle,
}

/// How the pages that people see are dressed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Whose pages they are, behind the title.
    #[serde(default)]
    pub name: String,
    /// Rules that come after ours.
    #[serde(default)]
    pub css: String,
}

/// What is wrong with one variable.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Problem {
    /// The variable.
    pub variable: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Config {
    /// Reads the configuration through `variable`, which gives a variable's text.
    ///
    /// # Errors
    /// Every problem that there is, so that they can be mended in one go.
    pub fn read(variable: Variable) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader { variable, problems: Vec::new() };
        let origin = reader.origin();
        let prefix = reader.prefix();
        let ring = reader.ring(&[origin.as_deref().unwrap_or_default(), &prefix].concat());
        let mut return_origins = reader.origins(names::RETURN_TO);
        let mut allowed_origins = reader.origins(names::ALLOW_ORIGINS);
        let cross_site_origins = reader.origins(names::CROSS_SITE_ORIGINS);
        return_origins.extend_from_slice(&cross_site_origins);
        allowed_origins.extend_from_slice(&cross_site_origins);
        let limits = reader.limits();
        let strict_transport = reader.strict_transport(origin.as_deref().unwrap_or_default());
        let address_header = reader.address_header();
        let pages = reader.pages();
        let reach = origin.as_ref().map_or(Reach::Public, |origin| reach_from(origin));
        let instances = reader.instances(reach);
        reader.secrets(&instances);
        reader.frames(&instances, &return_origins);
        if reader.text(names::VAULT).is_none() {
            reader.problem(names::VAULT, "is missing. Bind the Durable Object class \"Vault\" under this name in wrangler.toml.");
        }
        match (origin, ring, reader.problems) {
            (Some(origin), Some(ring), problems) if problems.is_empty() => {
                let open = Rc::new(Open {
                    origin,
                    return_origins,
                    allowed_origins,
                    cross_site_origins,
                    limits,
                    strict_transport,
                    address_header,
                    prefix,
                    pages,
                    instances,
                    sessions: RefCell::default(),
                });
                Ok(Self { open, ring, variable: reader.variable })
            }
            (_, _, problems) => Err(problems),
        }
    }

    /// What may be kept for [`Self::from_cache`].
    #[must_use]
    pub fn to_cache(&self) -> CachedConfig {
        CachedConfig { open: Rc::clone(&self.open), ring: self.ring.handle() }
    }

    /// The configuration of the same variables as before; `None` where no keys are among them.
    pub fn from_cache(cached: &CachedConfig, variable: Variable) -> Option<Self> {
        let mut reader = Reader { variable, problems: Vec::new() };
        let ring = KeyRing::from_handle(&cached.ring, |deployment| reader.ring(deployment))?;
        Some(Self { open: Rc::clone(&cached.open), ring, variable: reader.variable })
    }

    /// The origin at which people reach the Worker: `https://desk.example.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.open.origin
    }

    /// The host, with its port, at which people reach the Worker, as `Host` names it.
    pub(super) fn authority(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The sessions that opened lately, under these keys.
    pub(super) fn sessions(&self) -> &RefCell<Sessions> {
        &self.open.sessions
    }

    /// The keys that seal.
    #[must_use]
    pub const fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// The origins to which a login may return, our own among them.
    #[must_use]
    pub fn return_origins(&self) -> &[String] {
        &self.open.return_origins
    }

    /// The origins whose pages may call beside our own.
    #[must_use]
    pub fn allowed_origins(&self) -> &[String] {
        &self.open.allowed_origins
    }

    /// The origins on other sites whose pages have a session of their own; they may call, and logins may return to them.
    #[must_use]
    pub fn cross_site_origins(&self) -> &[String] {
        &self.open.cross_site_origins
    }

    /// The limits on requests.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.open.limits
    }

    /// What every answer says of `Strict-Transport-Security`; `None` where nothing.
    #[must_use]
    pub fn strict_transport(&self) -> Option<&str> {
        self.open.strict_transport.as_deref()
    }

    /// The header field in which the proxy in front names the client's address; `None` where none is known.
    #[must_use]
    pub fn address_header(&self) -> Option<&str> {
        self.open.address_header.as_deref()
    }

    /// What `/metrics` asks for; `None` where there are none.
    #[must_use]
    pub fn metrics_token(&self) -> Option<Secret> {
        self.secret(names::METRICS_TOKEN)
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        text_of(&self.variable, name).map(Secret::new)
    }

    /// How the pages are dressed.
    #[must_use]
    pub fn pages(&self) -> &Pages {
        &self.open.pages
    }

    /// A path of ours, where the Worker is mounted.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.open.prefix)
    }

    /// A request's path below where the Worker is mounted; `None` for what is beside it.
    #[must_use]
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.open.prefix.as_str()).filter(|rest| rest.starts_with('/'))
    }

    /// The instance with this name.
    #[must_use]
    pub fn instance(&self, name: &str) -> Option<&Instance> {
        self.open.instances.get(name)
    }

    /// The secret of an instance's app; `None` where there is no login.
    #[must_use]
    pub fn app_secret(&self, instance: &Instance) -> Option<Secret> {
        instance.has_app().then(|| self.secret(&secret_name(&instance.name)))?
    }

    /// The code that the platform and the Worker share; `None` where that is not used.
    #[must_use]
    pub fn shared_code(&self, instance: &Instance) -> Option<Secret> {
        self.secret(&shared_code_name(instance.provider().shared_code()?, &instance.name))
    }

    /// The address of an instance's callback, which is registered with the provider.
    #[must_use]
    pub fn callback_url(&self, instance: &Instance) -> String {
        format!("{}{}", self.origin(), self.at(&format!("/callback/{}", instance.name)))
    }

    /// The instances, in the order of their names.
    pub fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.open.instances.values()
    }

    /// The instances' names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.open.instances.keys().map(String::as_str)
    }
}

/// The error of a Worker that is not configured: the first problem, and how many more there are.
#[must_use]
pub fn as_error(problems: &[Problem]) -> Error {
    let first = problems
        .first()
        .map(|problem| format!("{}: {}", problem.variable, problem.message))
        .unwrap_or_default();
    let rest = match problems.len() {
        0 | 1 => String::new(),
        n => format!(" ({} more: see /health)", n - 1),
    };
    Error::new(Code::Configuration, format!("{first}{rest}"))
}

/// A variable's text, without what surrounds it; `None` where nothing is left.
fn text_of(variable: &Variable, name: &str) -> Option<String> {
    variable(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The variable that holds the code which an instance's platform and the Worker share: `{INSTANCE}_{VARIABLE}`.
#[must_use]
pub fn shared_code_name(code: SharedCode, instance: &str) -> String {
    variable_name(instance, code.variable)
}

/// The variable that holds the secret of an instance's app: `{INSTANCE}_APP_SECRET`.
#[must_use]
pub fn secret_name(instance: &str) -> String {
    variable_name(instance, "APP_SECRET")
}

fn variable_name(instance: &str, end: &str) -> String {
    format!("{}_{end}", instance.to_ascii_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::Provider;
    use serde_json::json;

    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn read(changes: &[(&str, &str)]) -> Result<Config, Vec<Problem>> {
        let mut variables = BTreeMap::from([
            (names::ORIGIN, "https://desk.example.com"),
            (names::KEY, KEY),
            (names::VAULT, "bound"),
            (
                names::INSTANCES,
                r#"{"sample": {"app_id": "1"}, "net-two": {"provider": "sample", "app_id": "2"}}"#,
            ),
            ("SAMPLE_APP_SECRET", "canary-1"),
            ("NET_TWO_APP_SECRET", "canary-2"),
        ]);
        variables.extend(changes.iter().copied());
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let variables: BTreeMap<_, _> = variables.into_iter().map(owned).collect();
        Config::read(Rc::new(move |name| variables.get(name).cloned()))
    }

    #[test]
    fn a_whole_configuration_is_read() {
        let config =
            read(&[(names::RETURN_TO, "https://app.example.com, http://localhost:5173")]).unwrap();
        assert_eq!(config.origin(), "https://desk.example.com");
        assert_eq!(config.names().collect::<Vec<_>>(), ["net-two", "sample"]);
        assert_eq!(config.return_origins(), ["https://app.example.com", "http://localhost:5173"]);
        let instance = config.instance("net-two").unwrap();
        assert_eq!(config.app_secret(instance).unwrap().expose(), "canary-2");
        assert!(!format!("{config:?}").contains("canary"));
    }

    #[test]
    fn of_what_is_kept_only_the_secrets_are_read_again() {
        let kept = read(&[]).unwrap().to_cache();
        assert!(!format!("{kept:?}").contains("canary"));
        let secret = |name: &str| match name {
            names::KEY => Some(KEY.to_owned()),
            "SAMPLE_APP_SECRET" | "NET_TWO_APP_SECRET" => Some(format!(" canary of {name}\n")),
            _ => None,
        };
        let config = Config::from_cache(&kept, Rc::new(secret)).unwrap();
        assert_eq!(config.names().collect::<Vec<_>>(), ["net-two", "sample"]);
        let secret_of = |name| config.app_secret(config.instance(name).unwrap()).unwrap();
        assert_eq!(secret_of("net-two").expose(), "canary of NET_TWO_APP_SECRET");
        assert!(!format!("{config:?}").contains("canary"));
        assert!(Config::from_cache(&kept, Rc::new(|_| None)).is_none());
    }

    #[test]
    fn every_problem_is_told_with_its_variable() {
        let cases = [
            (names::ORIGIN, "", names::ORIGIN),
            (names::ORIGIN, "desk.example.com", names::ORIGIN),
            (names::ORIGIN, "https://desk.example.com/x", names::ORIGIN),
            (names::KEY, "", names::KEY),
            (names::KEY, "c2hvcnQ=", names::KEY),
            (names::INSTANCES, "", names::INSTANCES),
            (names::INSTANCES, "[]", names::INSTANCES),
            (names::INSTANCES, "{", names::INSTANCES),
            (names::INSTANCES, "{}", names::INSTANCES),
            (names::INSTANCES, r#"{"sample": 1}"#, names::INSTANCES),
            (names::INSTANCES, r#"{"sample": {"app_id": ""}}"#, names::INSTANCES),
            (
                names::INSTANCES,
                r#"{"sample": {"app_id": "1", "app_secret": "canary"}}"#,
                names::INSTANCES,
            ),
            (
                names::INSTANCES,
                r#"{"sample": {"app_id": "1", "base_url": "http://127.0.0.1:8788"}}"#,
                names::INSTANCES,
            ),
            ("SAMPLE_APP_SECRET", " ", "SAMPLE_APP_SECRET"),
            (names::RETURN_TO, "https://app.example.com/x", names::RETURN_TO),
            (names::VAULT, "", names::VAULT),
            (names::ALLOW_ORIGINS, "app.example.com", names::ALLOW_ORIGINS),
            (names::ALLOW_ORIGINS, "*", names::ALLOW_ORIGINS),
            (names::CROSS_SITE_ORIGINS, "app.example.net", names::CROSS_SITE_ORIGINS),
            (names::CROSS_SITE_ORIGINS, "https://app.example.net/x", names::CROSS_SITE_ORIGINS),
            (names::CROSS_SITE_ORIGINS, "null", names::CROSS_SITE_ORIGINS),
            (names::LIMITS, "60", names::LIMITS),
            (names::LIMITS, r#"{"adress": 60}"#, names::LIMITS),
            (names::LIMITS, r#"{"server": -1}"#, names::LIMITS),
            (names::ADDRESS_HEADER, "x real ip", names::ADDRESS_HEADER),
            (names::ADDRESS_HEADER, "X-Real-IP, Forwarded", names::ADDRESS_HEADER),
            (names::ADDRESS_HEADER, "cookie:", names::ADDRESS_HEADER),
            (names::PREFIX, "portaria", names::PREFIX),
            (names::PREFIX, "/a//b", names::PREFIX),
            (names::PAGES, r#"{"css": "</style>"}"#, names::PAGES),
            (names::PAGES, "x", names::PAGES),
            (names::HSTS, "31536000", names::HSTS),
            (names::HSTS, "includeSubDomains", names::HSTS),
            (names::HSTS, "max-age=-1", names::HSTS),
            (names::HSTS, "max-age=1; max-age=2", names::HSTS),
            (names::HSTS, "max-age=1; includeSubdomain", names::HSTS),
            (names::HSTS, "max-age=1;; preload", names::HSTS),
            (names::HSTS, "max-age=1\r\nx: y", names::HSTS),
        ];
        for (variable, value, named) in cases {
            let problems = read(&[(variable, value)]).expect_err(variable);
            assert_eq!(problems.len(), 1, "{variable}={value}: {problems:?}");
            assert_eq!(problems[0].variable, named, "{variable}={value}");
            assert!(!problems[0].message.contains("canary"), "{problems:?}");
        }
        let all = Config::read(Rc::new(|_| None)).unwrap_err();
        assert_eq!(
            all.iter().map(|p| p.variable.as_str()).collect::<Vec<_>>(),
            [names::ORIGIN, names::KEY, names::INSTANCES, names::VAULT]
        );
        assert!(as_error(&all).to_string().contains("3 more"));
    }

    #[test]
    fn a_secret_among_the_settings_is_told_where_it_belongs() {
        for name in ["app_secret", "appSecret"] {
            let json = format!(r#"{{"sample": {{"app_id": "1", "{name}": "canary"}}}}"#);
            let problems = read(&[(names::INSTANCES, &json)]).expect_err(name);
            let said = &problems[0].message;
            assert!(said.contains("wrangler secret put SAMPLE_APP_SECRET"), "{said}");
            assert!(!said.contains("canary"), "{said}");
        }
    }

    #[test]
    fn an_instance_without_a_login_needs_no_secret() {
        for provider in Provider::ALL.iter().filter(|provider| !provider.connect().has_app()) {
            let settings = json!({ "provider": provider, "base_url": "https://example.com/api" });
            let instances = json!({ "shop": settings }).to_string();
            let config = read(&[(names::INSTANCES, &instances)]).unwrap();
            assert!(config.app_secret(config.instance("shop").unwrap()).is_none());
        }
    }

    #[test]
    fn loopback_providers_belong_to_a_loopback_worker() {
        let instances = (
            names::INSTANCES,
            r#"{"sample": {"app_id": "1", "base_url": "http://127.0.0.1:8788/sample"}}"#,
        );
        assert!(read(&[instances]).is_err());
        assert!(read(&[instances, (names::ORIGIN, "http://127.0.0.1:8787")]).is_ok());
        assert!(read(&[instances, (names::ORIGIN, "http://desk.example.com")]).is_err());
    }

    #[test]
    fn strict_transport_security_is_said_where_it_is_set_and_the_origin_is_https() {
        let at = |origin, value: &str| {
            read(&[(names::ORIGIN, origin), (names::HSTS, value)])
                .unwrap()
                .strict_transport()
                .map(str::to_owned)
        };
        let desk = "https://desk.example.com";
        for (value, said) in [
            ("max-age=31536000", "max-age=31536000"),
            (" max-age=0 ", "max-age=0"),
            ("MAX-AGE=60;INCLUDESUBDOMAINS ; Preload", "max-age=60; includeSubDomains; preload"),
        ] {
            assert_eq!(at(desk, value).as_deref(), Some(said), "{value}");
            assert_eq!(at("http://localhost:8787", value), None, "{value}");
        }
    }

    #[test]
    fn what_may_be_left_out_has_defaults() {
        let config = read(&[]).unwrap();
        assert_eq!(config.limits(), Limits { address: 60, server: 600, owner: 1200 });
        assert_eq!(
            (config.at("/health"), config.below("/health")),
            ("/health".into(), Some("/health"))
        );
        let config = read(&[
            (names::LIMITS, r#"{"address": 0}"#),
            (names::PREFIX, "/desk/"),
            (names::ALLOW_ORIGINS, "https://app.example.com"),
        ])
        .unwrap();
        assert_eq!(config.limits(), Limits { address: 0, server: 600, owner: 1200 });
        assert_eq!(config.strict_transport(), None);
        assert_eq!(config.at("/health"), "/desk/health");
        for (path, below) in [
            ("/desk/health", Some("/health")),
            ("/desk", None),
            ("/health", None),
            ("/desktop", None),
        ] {
            assert_eq!(config.below(path), below, "{path}");
        }
        assert_eq!(config.allowed_origins(), ["https://app.example.com"]);
    }
}
