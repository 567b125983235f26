//! Reads variables, and notes every problem that there is.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Pages, Problem, Variable, names, secret_name, text_of};
use crate::edge::rate_limit::Limits;
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::headers::is_token;
use crate::oauth::{KeyRing, return_to};
use crate::providers::Instance;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimits {
    address: Option<u32>,
    server: Option<u32>,
    owner: Option<u32>,
}

/// Loopback addresses are reached only by a Worker that is itself served from loopback: what stands
/// there is what whoever calls it can reach anyway.
pub(super) fn reach_from(origin: &str) -> Reach {
    Reach::with_loopback(origin.starts_with("http://"))
}

pub(super) struct Reader {
    pub(super) variable: Variable,
    pub(super) problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn problem(&mut self, variable: &str, message: impl Into<String>) {
        self.problems.push(Problem { variable: variable.into(), message: message.into() });
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        text_of(&self.variable, name)
    }

    pub(super) fn origin(&mut self) -> Option<String> {
        let Some(text) = self.text(names::ORIGIN) else {
            self.problem(names::ORIGIN, "is missing. Set it to the address at which people reach this Worker, such as https://desk.example.com.");
            return None;
        };
        match origin_of(&text, Reach::Loopback) {
            Ok(origin) => Some(origin),
            Err(message) => {
                self.problem(names::ORIGIN, message);
                None
            }
        }
    }

    pub(super) fn ring(&mut self, deployment: &str) -> Option<KeyRing> {
        let Some(text) = self.text(names::KEY) else {
            self.problem(names::KEY, "is missing. Make one with \"openssl rand -base64 32\" and store it with \"wrangler secret put PORTARIA_KEY\".");
            return None;
        };
        match KeyRing::parse(&text, deployment) {
            Ok(ring) => Some(ring),
            Err(error) => {
                self.problem(names::KEY, error.details().message.clone());
                None
            }
        }
    }

    pub(super) fn origins(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let mut origins = Vec::new();
        for written in text.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty()) {
            match origin_of(written, Reach::Loopback) {
                Ok(origin) => origins.push(origin),
                Err(message) => self.problem(name, message),
            }
        }
        origins
    }

    pub(super) fn limits(&mut self) -> Limits {
        let usual = Limits::default();
        let Some(text) = self.text(names::LIMITS) else { return usual };
        match serde_json::from_str::<RawLimits>(&text) {
            Ok(written) => Limits {
                address: written.address.unwrap_or(usual.address),
                server: written.server.unwrap_or(usual.server),
                owner: written.owner.unwrap_or(usual.owner),
            },
            Err(_) => {
                self.problem(names::LIMITS, "must be an object such as {\"address\": 60, \"server\": 600, \"owner\": 1200}: requests a minute, 0 for no limit.");
                usual
            }
        }
    }

    /// `Strict-Transport-Security` (RFC 6797, section 6.1), which a browser heeds over https only.
    pub(super) fn strict_transport(&mut self, origin: &str) -> Option<String> {
        let text = self.text(names::HSTS)?;
        let Some(policy) = strict_transport(&text) else {
            self.problem(names::HSTS, "must be such as max-age=31536000; includeSubDomains: a number of seconds, then \"includeSubDomains\" and \"preload\" where you mean them.");
            return None;
        };
        origin.starts_with("https://").then_some(policy)
    }

    pub(super) fn address_header(&mut self) -> Option<String> {
        let name = self.text(names::ADDRESS_HEADER)?;
        if !is_token(&name) {
            self.problem(names::ADDRESS_HEADER, "must be the name of one header field, such as CF-Connecting-IP: the one in which your proxy names the client's address.");
            return None;
        }
        Some(name)
    }

    pub(super) fn pages(&mut self) -> Pages {
        let Some(text) = self.text(names::PAGES) else { return Pages::default() };
        let pages = serde_json::from_str::<Pages>(&text).ok();
        // The rules stand in a style element, which they must not end.
        pages.filter(|pages| !pages.css.contains('<')).unwrap_or_else(|| {
            self.problem(names::PAGES, "must be an object such as {\"name\": \"Example Desk\", \"css\": \"body{…}\"}, without a \"<\" in the CSS.");
            Pages::default()
        })
    }

    pub(super) fn prefix(&mut self) -> String {
        let text = self.text(names::PREFIX).unwrap_or_default();
        let prefix = text.trim_end_matches('/');
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_/".contains(&b);
        let is_path =
            prefix.starts_with('/') && !prefix.contains("//") && prefix.bytes().all(plain);
        if !prefix.is_empty() && !is_path {
            self.problem(names::PREFIX, "must be a path such as /portaria.");
        }
        prefix.to_owned()
    }

    pub(super) fn instances(&mut self, reach: Reach) -> BTreeMap<String, Instance> {
        let example = "Set it to an object such as {\"example\": {\"provider\": \"…\"}}.";
        let Some(text) = self.text(names::INSTANCES) else {
            self.problem(names::INSTANCES, format!("is missing. {example}"));
            return BTreeMap::new();
        };
        let Ok(Value::Object(written)) = serde_json::from_str(&text) else {
            self.problem(names::INSTANCES, format!("is not a JSON object. {example}"));
            return BTreeMap::new();
        };
        if written.is_empty() {
            self.problem(names::INSTANCES, format!("names no instance. {example}"));
        }
        written
            .into_iter()
            .filter_map(|(name, written)| {
                Some((name.clone(), self.instance(&name, written, reach)?))
            })
            .collect()
    }

    pub(super) fn instance(
        &mut self,
        name: &str,
        written: Value,
        reach: Reach,
    ) -> Option<Instance> {
        let Value::Object(written) = written else {
            self.problem(names::INSTANCES, format!("The instance \"{name}\" must be an object."));
            return None;
        };
        // RateLimitSignal apart, because the remedy is another one than for a misspelt setting.
        if written.contains_key("app_secret") || written.contains_key("appSecret") {
            self.problem(names::INSTANCES, format!("holds the secret of \"{name}\". Take it out and store it with \"wrangler secret put {}\".", secret_name(name)));
            return None;
        }
        Instance::read(name, written, reach)
            .map_err(|error| self.problem(names::INSTANCES, error.details().message.clone()))
            .ok()
    }

    /// The pages that platforms show in frames: they get a ticket, so they are ours, or at a listed origin.
    pub(super) fn frames(&mut self, of: &BTreeMap<String, Instance>, return_origins: &[String]) {
        for (name, instance) in of {
            let page = instance.settings.frame().and_then(|frame| frame.page.as_ref());
            if page.is_some_and(|page| return_to::check(page, return_origins).as_ref() != Ok(page))
            {
                self.problem(names::INSTANCES, format!("\"frame\" of \"{name}\" must be a path such as /desk, or an address at one of the origins that {} lists.", names::RETURN_TO));
            }
        }
    }

    /// Those that must be there.
    pub(super) fn secrets(&mut self, instances: &BTreeMap<String, Instance>) {
        // Where there is no app, whoever connects brings a key.
        for (name, _) in instances.iter().filter(|(_, instance)| instance.has_app()) {
            let variable = secret_name(name);
            if self.text(&variable).is_none() {
                self.problem(&variable, format!("is missing. Copy the app's secret from the provider's developers page and store it with \"wrangler secret put {variable}\"."));
            }
        }
    }
}

/// A policy as it is sent; `None` for what is none.
fn strict_transport(text: &str) -> Option<String> {
    let (mut max_age, mut subdomains, mut preload) = (None, false, false);
    for directive in text.split(';').map(|directive| directive.trim().to_ascii_lowercase()) {
        match directive.as_str() {
            "includesubdomains" if !subdomains => subdomains = true,
            "preload" if !preload => preload = true,
            _ if max_age.is_none() => {
                max_age = Some(directive.strip_prefix("max-age=")?.parse::<u32>().ok()?);
            }
            _ => return None,
        }
    }
    let subdomains = if subdomains { "; includeSubDomains" } else { "" };
    let preload = if preload { "; preload" } else { "" };
    Some(format!("max-age={}{subdomains}{preload}", max_age?))
}

fn origin_of(text: &str, reach: Reach) -> Result<String, String> {
    let base = BaseUrl::parse(text, reach).map_err(|error| error.details().message.clone())?;
    if base.origin() == base.as_str() {
        return Ok(base.as_str().to_owned());
    }
    Err(format!("\"{base}\" must be an origin only, without a path."))
}
