//! Pombo, which does not exist: a key as a bearer token, and errors that come as 200.

use serde::Deserialize;

use super::Table;
use super::status::by_status;
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::json::Json;
use crate::secret::{Secret, scrub};
use crate::text::text;

/// Where it is.
pub const BASE_URL: &str = "https://api.pombo.example";

/// What it offers.
pub const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/pombo.table")));

/// The operation that proves a key.
pub const PROOF: &str = "me.get";

/// An account, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is.
    pub base_url: BaseUrl,
}

/// The settings as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    base_url: Option<String>,
}

impl Written {
    /// Checks what was written.
    ///
    /// # Errors
    /// `configuration`, saying what is wrong.
    pub fn check(self, reach: Reach) -> Result<Settings> {
        let base_url = BaseUrl::parse(self.base_url.as_deref().unwrap_or(BASE_URL), reach)?;
        Ok(Settings { base_url })
    }
}

/// The error that an answer carries, if it carries one.
///
/// # Errors
/// That error.
pub fn check<J: Json>(title: &str, status: u16, answer: &J, secrets: &[&Secret]) -> Result<()> {
    let failed = answer.member("ok").and_then(|ok| ok.boolean()) == Some(false);
    let reason = answer.member("reason").and_then(|reason| reason.text());
    match (failed || status >= 400, reason) {
        (false, _) => Ok(()),
        (true, Some(reason)) => {
            let reason = scrub(&reason, secrets);
            let code = match reason.as_str() {
                "no such key" => Code::Unauthorized,
                "no such pigeon" => Code::NotFound,
                _ => Code::Rejected,
            };
            Err(Error::new(code, text![title, " refused and said: \"", &reason, "\"."]))
        }
        (true, None) => Err(by_status(title, status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_comes_as_200() {
        let refused = |reason: &str| {
            check("Pombo", 200, &json!({ "ok": false, "reason": reason }), &[]).unwrap_err().code()
        };
        assert_eq!(refused("no such pigeon"), Code::NotFound);
        assert_eq!(refused("too windy"), Code::Rejected);
        assert!(check("Pombo", 200, &json!({ "data": [] }), &[]).is_ok());
    }
}
