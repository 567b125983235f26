//! How the engine words a refusal.

use crate::error::{Error, Result};
use crate::json::Json;
use crate::providers::channel_words::reason_in;
use crate::providers::status::by_status;
use crate::reason::Reason;
use crate::secret::Quote;
use crate::text::text;

/// The members that [`check`] looks for in an answer whose status is good.
pub const ERROR_MEMBERS: &[&str] = &["message", "error", "errors", "status", "success", "ok"];

/// The error that an answer carries, if it carries one: any status from 400; a 200 that says of itself that it failed, as refused
/// writes do; or a 200 that holds a `message` and nothing that was asked for, which is how some installations answer a wrong method.
///
/// # Errors
/// That error, with the reason why a message did not go out, where it tells one.
pub fn check<J: Json>(title: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
    let said = said(answer);
    if status < 400 && !refuses(answer, said.is_some()) {
        return Ok(());
    }
    let reason = said.as_ref().and_then(Said::reason);
    let why = reason.map(|reason| text![reason.says(), " "]).unwrap_or_default();
    let plain = by_status(title, if status < 400 { 400 } else { status });
    let error = match said.and_then(|said| said.quoted(quote)) {
        Some(said) => Error::new(plain.code(), text![why, title, " refused and said: ", said, "."])
            .status(status)
            .retryable(plain.details().retryable),
        None => plain,
    };
    Err(error.reason(reason))
}

/// Whether an answer with a good status refuses all the same. A record has a `status` of its own, but an `id` beside it.
fn refuses<J: Json>(answer: &J, says_something: bool) -> bool {
    let is_false = |name: &str| answer.member(name).and_then(|flag| flag.boolean()) == Some(false);
    let is_record = answer.member("id").is_some();
    let status = answer.member("status");
    let status = status.as_ref().and_then(|status| status.text());
    let failed = matches!(status.as_deref(), Some("error" | "failed" | "fail"))
        || status.is_none() && is_false("status");
    if !is_record && (failed || is_false("success") || is_false("ok")) {
        return true;
    }
    let has_error = answer.member("error").is_some_and(|error| {
        error.boolean() == Some(true) || error.text().is_some_and(|error| !error.is_empty())
    });
    let data = answer.member("data");
    let has_data = data.as_ref().is_some_and(holds_something);
    // What is promised may be an empty list; where an error stands beside it, it must hold something to count.
    let promised = is_record || has_data || !has_error && (data.is_some() || status.is_some());
    !promised && (says_something || has_error)
}

/// Whether it is more than null.
fn holds_something<J: Json>(value: &J) -> bool {
    value.is_object()
        || value.is_array()
        || value.text().is_some()
        || value.number().is_some()
        || value.boolean().is_some()
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
    fn reason(&self) -> Option<Reason> {
        let of_message = self.message.as_deref().and_then(reason_in);
        of_message.or_else(|| reason_in(&self.fields))
    }

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
            json!({"data": [], "error": null}),
            json!({"status": "ok", "message": "x"}),
            json!({"status": "ok", "error": ""}),
            json!({"id": 1, "name": "Ana"}),
            json!({"id": 1, "status": "error"}),
            json!({"data": {"status": "error"}}),
            json!({"success": true}),
            json!([]),
        ] {
            assert!(check("JetChat", 200, &answer, Quote::Nothing).is_ok(), "{answer}");
        }
    }

    #[test]
    fn an_answer_that_says_that_it_failed_is_an_error_whatever_its_status() {
        for answer in [
            json!({"status": "error", "message": "User not found"}),
            json!({"status": "error", "message": "x", "data": null}),
            json!({"status": "error", "data": []}),
            json!({"status": "error"}),
            json!({"status": "failed", "error": "x"}),
            json!({"status": false, "message": "x"}),
            json!({"success": false, "message": "x"}),
            json!({"ok": false}),
            json!({"error": "x", "data": null}),
            json!({"error": "x", "status": "ok"}),
            json!({"error": true}),
        ] {
            let error = error(200, answer.clone());
            assert_eq!(error.code(), Code::Rejected, "{answer}");
            let said = answer.get("message").and_then(Value::as_str).unwrap_or_default();
            assert!(error.details().message.contains(said), "{error}");
        }
    }

    #[test]
    fn why_a_message_did_not_go_out_is_told() {
        for (status, answer, reason) in [
            (
                200,
                json!({"status": "error", "message": "This message is sent outside of allowed window."}),
                Some(Reason::WindowClosed),
            ),
            (
                422,
                json!({"message": "x", "errors": {"content": ["The content may not be greater than 2000 characters."]}}),
                Some(Reason::TooLong),
            ),
            (400, json!({"message": "User not found"}), None),
        ] {
            assert_eq!(error(status, answer.clone()).details().reason, reason, "{answer}");
        }
    }

    #[test]
    fn each_error_member_can_show_an_error() {
        let cases = [
            json!({"message": "x"}),
            json!({"error": "x"}),
            json!({"errors": {"name": ["x"]}}),
            json!({"status": "error"}),
            json!({"success": false}),
            json!({"ok": false}),
        ];
        let mut shown: Vec<&&str> = Vec::new();
        for answer in cases {
            assert!(check("JetChat", 200, &answer, Quote::Nothing).is_err(), "{answer}");
            shown.extend(ERROR_MEMBERS.iter().filter(|name| answer.get(**name).is_some()));
        }
        assert_eq!(shown, ERROR_MEMBERS.iter().collect::<Vec<_>>());
    }
}
