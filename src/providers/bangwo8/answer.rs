//! How the modules word a refusal: `errcode` with `errmsg`, `status` with `message` or `errorMsg`, `state` with `message`, `msg`
//! alone, OAuth's `error`, or nothing but a status. Codes are numbers or texts, and many come with HTTP 200.

use crate::error::{Code, Error, Result};
use crate::json::{Json, whole};
use crate::providers::status::by_status;
use crate::secret::Quote;
use crate::text::{number, text};

/// The members that [`check`] looks for in an answer whose status is good.
pub const ERROR_MEMBERS: &[&str] = &["errcode", "errorMsg", "error", "message", "msg"];

/// The codes of credentials that are not accepted (RFC 6749, section 5.2; RFC 6750, section 3.1).
const REFUSED_CREDENTIALS: &[&str] = &["invalid_client", "invalid_token", "expired_token"];

/// What an answer says of itself.
struct Refusal {
    /// The module's own code, as text.
    code: Option<String>,
    /// Whether it is a `state`, which is 403 whatever the bindings refuse.
    is_state: bool,
    said: Option<String>,
}

/// The error that an answer carries, if it carries one.
///
/// # Errors
/// That error, with Bangwo8's own code as its `providerCode`.
pub fn check<J: Json>(title: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
    let Some(refusal) = refusal(answer) else {
        return if status < 400 { Ok(()) } else { Err(by_status(title, status)) };
    };
    let code = refusal.code.as_deref();
    let said = refusal.said.as_deref();
    let quoted = said.and_then(|said| quote.words(said));
    let quoting = |message: String| match &quoted {
        Some(said) => text![message, " It said: \"", said, "\"."],
        None => message,
    };
    let error = match (code, said) {
        (Some("100047"), _) => Error::new(
            Code::NotFound,
            quoting(text![title, " has no such resource; check the path."]),
        ),
        (Some("110026"), _) => {
            let id = answer.member("data").and_then(|data| id(&data.member("companyId")?));
            let which = id.and_then(|id| quote.words(&id));
            let which = which.map(|id| text![": ", id]).unwrap_or_default();
            let message = text!["A company of this name exists already", which, "."];
            Error::new(Code::Rejected, quoting(message))
        }
        // The bindings' word for a contact that is not there.
        (Some("403"), Some("user error")) => {
            Error::new(Code::NotFound, quoting(text![title, " knows no such contact."]))
        }
        _ => {
            // A code that is a status of HTTP's says what that says, unless the bindings say it of everything.
            let by_code = code
                .and_then(|code| code.parse().ok())
                .filter(|code| (400..600).contains(code))
                .map(|code| if refusal.is_state && code == 403 { 400 } else { code });
            let by_code = match code {
                Some(code) if REFUSED_CREDENTIALS.contains(&code) => Some(401),
                _ => by_code,
            };
            let known =
                by_status(title, by_code.unwrap_or(if status < 400 { 400 } else { status }));
            match &quoted {
                Some(said) => {
                    Error::new(known.code(), text![title, " refused and said: \"", said, "\"."])
                        .retryable(known.details().retryable)
                }
                None => known,
            }
        }
    };
    let told = code.and_then(|code| {
        let is_known = REFUSED_CREDENTIALS.contains(&code) || ["100047", "110026"].contains(&code);
        if is_known { Some(code.into()) } else { quote.unknown_code(code) }
    });
    Err(match told {
        Some(code) => error.provider_code(&code),
        None => error,
    })
}

/// An answer is none where it says that all went well, or nothing at all.
fn refusal<J: Json>(answer: &J) -> Option<Refusal> {
    let text = |name: &str| answer.member(name)?.text().filter(|text| !text.is_empty());
    let code = |name: &str| id(&answer.member(name)?);
    let of =
        |code: Option<String>, said: Option<String>| Some(Refusal { code, is_state: false, said });
    let failed = |code: &String| code != "0";
    if let Some(found) = code("errcode") {
        return if failed(&found) { of(Some(found), text("errmsg")) } else { None };
    }
    if let Some(said) = text("errorMsg") {
        return of(code("status").filter(failed), Some(said));
    }
    if let Some(error) = text("error") {
        return of(Some(error), text("error_description").or_else(|| text("message")));
    }
    // Records have a `status` or a `state` of their own, but no message beside it.
    if let Some(said) = text("message") {
        let (found, is_state) = match code("state") {
            Some(state) => (Some(state), true),
            None => (code("status"), false),
        };
        return found.filter(failed).map(|found| Refusal {
            code: Some(found),
            is_state,
            said: Some(said),
        });
    }
    let said = text("msg").filter(|said| said != "success")?;
    let empty = answer.member("data").is_none_or(|data| data.boolean() == Some(false));
    if empty { of(None, Some(said)) } else { None }
}

/// A number or a text, as text.
fn id<J: Json>(value: &J) -> Option<String> {
    value.text().filter(|text| !text.is_empty()).or_else(|| whole(value).map(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use serde_json::{Value, json};

    fn error(status: u16, answer: &Value) -> Error {
        check("Bangwo8", status, answer, Quote::Masking(&[&Secret::new("canary")])).unwrap_err()
    }

    #[test]
    fn every_shape_is_read_whatever_the_status() {
        let cases = [
            (
                json!({"errcode": "100047", "errmsg": "Invalid resource URI"}),
                Code::NotFound,
                Some("100047"),
                "no such resource",
            ),
            (
                json!({"errcode": 40001, "errmsg": "authcode 错误"}),
                Code::Rejected,
                Some("40001"),
                "authcode 错误",
            ),
            (
                json!({"status": "110026", "errorMsg": "公司名称 already exists", "data": {"companyId": 111}}),
                Code::Rejected,
                Some("110026"),
                "exists already: 111",
            ),
            (
                json!({"status": "110027", "errorMsg": "缺少标题"}),
                Code::Rejected,
                Some("110027"),
                "缺少标题",
            ),
            (
                json!({"requestId": "x", "status": "500", "message": "系统繁忙", "data": null}),
                Code::ProviderError,
                Some("500"),
                "系统繁忙",
            ),
            (json!({"status": 3, "message": "no"}), Code::Rejected, Some("3"), "no"),
            (
                json!({"state": "403", "message": "user error"}),
                Code::NotFound,
                Some("403"),
                "no such contact",
            ),
            (
                json!({"state": "403", "message": "Bind Already exists"}),
                Code::Rejected,
                Some("403"),
                "Bind Already exists",
            ),
            (json!({"data": false, "msg": "参数错误"}), Code::Rejected, None, "参数错误"),
            (json!({"msg": "canary"}), Code::Rejected, None, "[secret]"),
            (
                json!({"error": "invalid_client", "error_description": "The client credentials are invalid"}),
                Code::Unauthorized,
                Some("invalid_client"),
                "are invalid",
            ),
            (
                json!({"error": "expired_token", "error_description": "gone"}),
                Code::Unauthorized,
                Some("expired_token"),
                "gone",
            ),
            (
                json!({"error": "invalid_request", "error_uri": "x"}),
                Code::Rejected,
                Some("invalid_request"),
                "refused",
            ),
        ];
        for (answer, code, number, said) in cases {
            for status in [200, 400] {
                let error = error(status, &answer);
                assert_eq!(error.code(), code, "{answer} {error}");
                assert_eq!(error.details().provider_code.as_deref(), number, "{answer}");
                assert!(error.details().message.contains(said), "{answer}: {error}");
            }
        }
    }

    #[test]
    fn a_code_that_is_a_status_says_what_it_says_but_for_a_state() {
        for (answer, name) in [
            (json!({"errcode": "401", "errmsg": "no"}), Code::Unauthorized),
            (json!({"errcode": "403", "errmsg": "No permission"}), Code::Forbidden),
            (json!({"status": 404, "errorMsg": "no"}), Code::NotFound),
            (json!({"errcode": "503", "errmsg": "no"}), Code::ProviderError),
            (json!({"state": "403", "message": "Bind Already exists"}), Code::Rejected),
        ] {
            for status in [200, 400, 403] {
                assert_eq!(error(status, &answer).code(), name, "{answer} {status}");
            }
        }
    }

    #[test]
    fn what_it_said_is_kept() {
        for (answer, said) in [
            (
                json!({"errcode": "100047", "errmsg": "Invalid resource URI"}),
                "Invalid resource URI",
            ),
            (json!({"status": "110026", "errorMsg": "公司已存在"}), "公司已存在"),
            (json!({"state": "403", "message": "user error"}), "user error"),
        ] {
            assert!(error(400, &answer).details().message.contains(said), "{answer}");
        }
    }

    #[test]
    fn where_a_secret_was_sent_only_what_is_known_is_told() {
        for (answer, number) in [
            (json!({"errcode": "yranac", "errmsg": "yranac"}), None),
            (json!({"errcode": "100047", "errmsg": "yranac"}), Some("100047")),
            (json!({"errcode": 40001, "errmsg": "yranac"}), Some("40001")),
            (json!({"errcode": 123_456_789, "errmsg": "yranac"}), None),
            (
                json!({"status": "110026", "errorMsg": "yranac", "data": {"companyId": "yranac"}}),
                Some("110026"),
            ),
            (json!({"state": "403", "message": "user error"}), Some("403")),
            (json!({"error": "yranac", "error_description": "yranac"}), None),
            (
                json!({"error": "invalid_client", "error_description": "yranac"}),
                Some("invalid_client"),
            ),
        ] {
            let error = check("Bangwo8", 400, &answer, Quote::Nothing).unwrap_err();
            assert_eq!(error.details().provider_code.as_deref(), number, "{answer}");
            assert!(!format!("{error:?}").contains("yranac"), "{error}");
            let quoting = check("Bangwo8", 400, &answer, Quote::Masking(&[])).unwrap_err();
            assert_eq!(error.code(), quoting.code(), "{answer}");
        }
    }

    #[test]
    fn a_status_alone_says_what_it_says() {
        for (status, code) in [
            (401, Code::Unauthorized),
            (403, Code::Forbidden),
            (404, Code::NotFound),
            (429, Code::RateLimited),
            (500, Code::ProviderError),
            (503, Code::ProviderError),
        ] {
            assert_eq!(error(status, &json!({})).code(), code);
            assert_eq!(error(status, &json!({"message": "no"})).code(), code);
        }
    }

    #[test]
    fn what_succeeded_is_no_error() {
        for answer in [
            json!({"status": "0", "message": "Insert ok", "data": false}),
            json!({"requestId": "x", "status": "0", "message": "OK", "data": {}}),
            json!({"data": true, "msg": "success"}),
            json!({"data": [], "msg": "success"}),
            json!({"errcode": 0, "errmsg": "ok"}),
            json!({"errcode": "0", "errmsg": "ok"}),
            json!({"tickets": [], "count": "0", "next_page": null}),
            json!({"ticket": [{"status": "3", "message": "x"}]}),
            json!({"status": "1", "companyName": "示例公司"}),
            json!([]),
            json!(null),
        ] {
            assert!(check("Bangwo8", 200, &answer, Quote::Nothing).is_ok(), "{answer}");
        }
    }

    #[test]
    fn each_error_member_can_show_an_error() {
        let cases = [
            json!({"errcode": 40001}),
            json!({"errorMsg": "x"}),
            json!({"error": "x"}),
            json!({"state": 403, "message": "x"}),
            json!({"msg": "x"}),
        ];
        let mut shown: Vec<&&str> = Vec::new();
        for answer in cases {
            assert!(check("Bangwo8", 200, &answer, Quote::Nothing).is_err(), "{answer}");
            shown.extend(ERROR_MEMBERS.iter().filter(|name| answer.get(**name).is_some()));
        }
        assert_eq!(shown, ERROR_MEMBERS.iter().collect::<Vec<_>>());
    }
}
