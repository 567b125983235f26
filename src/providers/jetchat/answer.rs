//! How the engine words a refusal.

use crate::error::{Error, Result};
use crate::json::Json;
use crate::providers::status::by_status;
use crate::secret::Quote;
use crate::text::text;

/// The members that [`check`] looks for in an answer whose status is good.
pub const ERROR_MEMBERS: &[&str] = &["message", "error", "errors"];

/// The error that an answer carries, if it carries one: any status from 400, or a 200 that holds a `message`
/// and neither `data` nor `status`, which is how some installations answer a wrong method.
///
/// # Errors
/// That error.
pub fn check<J: Json>(title: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
    let promised = ["data", "status", "id"].iter().any(|name| answer.member(name).is_some());
    if status < 400 && promised {
        return Ok(());
    }
    let said = said(answer);
    if status < 400 && said.is_none() {
        return Ok(());
    }
    let plain = by_status(title, if status < 400 { 400 } else { status });
    Err(match said.and_then(|said| said.quoted(quote)) {
        Some(said) => Error::new(plain.code(), text![title, " refused and said: ", said, "."])
            .status(status)
            .retryable(plain.details().retryable),
        None => plain,
    })
}

/// What an answer says: a message, the fields that were at fault, or both.
struct Said {
    message: Option<String>,
    fields: String,
}

/// The message, and the fields that were at fault; `None` when there is neither.
fn said<J: Json>(answer: &J) -> Option<Said> {
    let message = ["message", "error"]
        .iter()
        .find_map(|name| answer.member(name)?.text())
        .filter(|text| !text.is_empty());
    let mut fields = String::new();
    if let Some(errors) = answer.member("errors") {
        for name in errors.names() {
            if !fields.is_empty() {
                fields.push_str("; ");
            }
            fields.push_str(&field(&errors, &name));
        }
    }
    (message.is_some() || !fields.is_empty()).then_some(Said { message, fields })
}

impl Said {
    /// Each part is cut by itself: a long message must not hide which field it was.
    fn quoted(self, quote: Quote<'_>) -> Option<String> {
        let fields = quote.words(&self.fields)?;
        let Some(message) = self.message else { return Some(fields) };
        let message = quote.words(&message)?;
        Some(if fields.is_empty() {
            text!["\"", message, "\""]
        } else {
            text!["\"", message, " (", fields, ")\""]
        })
    }
}

/// `name: the first reason`.
fn field<J: Json>(errors: &J, name: &str) -> String {
    let reasons = errors.member(name);
    let first = reasons.and_then(|reasons| reasons.member("0").unwrap_or(reasons).text());
    first.map_or_else(|| name.to_owned(), |reason| text![name, ": ", reason])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::secret::Secret;
    use serde_json::{Value, json};

    fn error(status: u16, answer: Value) -> Error {
        check("JetChat", status, &answer, Quote::Masking(&[&Secret::new("canary")])).unwrap_err()
    }

    #[test]
    fn each_status_has_its_code_and_the_words_are_kept() {
        let cases = [
            (400, Code::Rejected, false),
            (401, Code::Unauthorized, false),
            (403, Code::Forbidden, false),
            (404, Code::NotFound, false),
            (405, Code::ProviderError, false),
            (422, Code::Rejected, false),
            (429, Code::RateLimited, true),
            (500, Code::ProviderError, true),
            (503, Code::ProviderError, true),
        ];
        for (status, code, retryable) in cases {
            for name in ["message", "error"] {
                let error = error(status, json!({name: "Não foi possível: canary\n"}));
                assert_eq!(
                    (error.code(), error.details().retryable),
                    (code, retryable),
                    "{status}"
                );
                assert!(error.details().message.contains("Não foi possível: [secret]"), "{error}");
            }
            assert_eq!(error(status, json!({})).code(), code);
        }
    }

    #[test]
    fn the_fields_at_fault_are_named() {
        let error = error(
            422,
            json!({"message": "Invalid.", "errors": {"name": ["Too long.", "x"], "tag_ns": "Unknown."}}),
        );
        assert!(
            error.details().message.contains("\"Invalid. (name: Too long.; tag_ns: Unknown.)\""),
            "{error}"
        );
    }

    #[test]
    fn where_a_secret_was_sent_no_word_is_repeated() {
        for status in [200, 422] {
            let answer = json!({"message": "yranac", "errors": {"yranac": ["yranac"]}});
            let error = check("JetChat", status, &answer, Quote::Nothing).unwrap_err();
            assert_eq!(error.code(), Code::Rejected);
            assert!(!error.to_string().contains("yranac"), "{error}");
        }
    }

    #[test]
    fn a_message_alone_is_no_success() {
        assert_eq!(
            error(200, json!({"message": "Supported methods: PUT."})).code(),
            Code::Rejected
        );
        for answer in [
            json!({"data": []}),
            json!({"status": "ok", "message": "x"}),
            json!({"id": 1, "name": "Ana"}),
            json!([]),
        ] {
            assert!(check("JetChat", 200, &answer, Quote::Nothing).is_ok(), "{answer}");
        }
    }

    #[test]
    fn each_error_member_can_show_an_error() {
        let cases =
            [json!({"message": "x"}), json!({"error": "x"}), json!({"errors": {"name": ["x"]}})];
        let mut shown: Vec<&&str> = Vec::new();
        for answer in cases {
            assert!(check("JetChat", 200, &answer, Quote::Nothing).is_err(), "{answer}");
            shown.extend(ERROR_MEMBERS.iter().filter(|name| answer.get(**name).is_some()));
        }
        assert_eq!(shown, ERROR_MEMBERS.iter().collect::<Vec<_>>());
    }
}
