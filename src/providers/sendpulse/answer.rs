//! How the services word a refusal, each in its own way: `message` with `error_code` (mail, SMS, push), `errors` by field
//! (pop-ups), `success: false` with `data` (chatbots, CRM), `error` with `code` (marketplace), OAuth's `error` with
//! `error_description` (tokens), or nothing but a status.

use super::codes::{self, Meaning};
use crate::error::{Code, Error, Result};
use crate::json::{Json, whole};
use crate::providers::channel_words::reason_in;
use crate::providers::status::by_status;
use crate::reason::Reason;
use crate::secret::Quote;
use crate::text::{number, text};

/// The members that [`check`] looks for in an answer whose status is good.
pub const ERROR_MEMBERS: &[&str] = &["success", "failure", "is_error", "result", "error_code"];

/// Who words an answer. A list of numbers belongs to the services that it was published for: the same number is something else
/// elsewhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Service {
    /// The channels' chatbots, whose `error_code` is a status of HTTP's, or the channel's own.
    Chatbots,
    /// The marketplace.
    Marketplace,
    /// Mail, SMTP, SMS, push and the others at the root: those of [`codes`].
    Root,
    /// The others: CRM, courses, files, pop-ups, tokens.
    Other,
}

impl Service {
    fn of(path: &str) -> Self {
        let mut parts = path.split('/').skip(1);
        match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
            (
                "chatbots" | "instagram" | "live-chat" | "messenger" | "telegram" | "tiktok"
                | "whatsapp",
                _,
            )
            | ("viber", "chatbots") => Self::Chatbots,
            ("market-service", _) => Self::Marketplace,
            ("" | "crm" | "edu" | "fm" | "oauth", _) | ("v2", "pop-ups") => Self::Other,
            _ => Self::Root,
        }
    }

    /// What a number means here. One that repeats the status says nothing that the status does not.
    fn meaning(self, number: u64, status: u16) -> Option<&'static Meaning> {
        let is_here = match number {
            codes::BURST | codes::PLAN => true,
            codes::CODE_SPENT => self == Self::Marketplace,
            // That the token is not accepted is said in the same words by both.
            401 => self == Self::Root,
            _ => self == Self::Root && number != u64::from(status),
        };
        codes::meaning(number).filter(|_| is_here)
    }
}

/// The error that an answer carries, if it carries one.
///
/// # Errors
/// That error, with SendPulse's own number as its `providerCode`, and the reason why a message did not go out, where it tells one.
pub fn check<J: Json>(
    title: &str,
    path: &str,
    status: u16,
    answer: &J,
    quote: Quote<'_>,
) -> Result<()> {
    if status < 400 && !refuses(answer) {
        return Ok(());
    }
    let service = Service::of(path);
    let number_of = code(answer);
    let words = said(answer);
    let said = words.as_deref().and_then(|said| quote.words(said));
    let known_number = number_of.and_then(|number| service.meaning(number, status));
    let reason = match known_number {
        Some(meaning) if meaning.reason.is_some() => meaning.reason,
        _ => words.as_deref().and_then(reason_in).or_else(|| {
            // A channel refuses with its own 403 whom a person has blocked; the answer's status is SendPulse's.
            let is_channels = number_of == Some(403) && matches!(status, 400 | 422);
            (service == Service::Chatbots && is_channels).then_some(Reason::ContactBlocked)
        }),
    };
    let error = match (known_number, said) {
        (Some(meaning), said) => known(title, status, meaning, said.as_deref()),
        (None, Some(said)) => {
            let plain = by_status(title, if status < 400 { 400 } else { status });
            let why = reason.map(|reason| text![reason.says(), " "]).unwrap_or_default();
            let message = text![why, title, " refused and said: \"", said, "\"."];
            Error::new(plain.code(), message).retryable(plain.details().retryable)
        }
        (None, None) => by_status(title, if status < 400 { 400 } else { status }),
    };
    let error = error.reason(reason);
    let number_of = number_of.map(number);
    let told = match known_number {
        Some(_) => number_of.clone(),
        None => number_of.as_deref().and_then(|code| quote.unknown_code(code)),
    };
    Err(match (number_of, told) {
        (Some(_), Some(code)) => error.provider_code(&code),
        (Some(_), None) => error,
        (None, _) => match answer.member("error").and_then(|name| name.text()) {
            Some(name) if name == INVALID_CLIENT => error.provider_code(&name),
            _ => error,
        },
    })
}

/// Whether an answer with a good status refuses all the same. Most do not: they are not looked at any further.
fn refuses<J: Json>(answer: &J) -> bool {
    let flag = |name: &str| answer.member(name).and_then(|flag| flag.boolean());
    flag("success") == Some(false)
        || flag("failure") == Some(true)
        || flag("is_error") == Some(true)
        // `result` alone is an answer of some operations.
        || flag("result") == Some(false) && (code(answer).is_some() || said(answer).is_some())
        || answer.member("error_code").is_some_and(|code| code.number().is_some())
}

/// What the token endpoint calls keys that it does not accept.
pub const INVALID_CLIENT: &str = "invalid_client";

/// How long to wait after an answer that was refused because too many requests came within a second, in milliseconds.
#[must_use]
pub fn burst_ms(error: &Error) -> Option<u64> {
    let code = error.details().provider_code.as_deref()?;
    (code == number(codes::BURST)).then_some(1000)
}

/// A code of the list. A status that says more than the list goes before it: a 401 is about the token.
fn known(title: &str, status: u16, meaning: &Meaning, said: Option<&str>) -> Error {
    let code = match status {
        401 => Code::Unauthorized,
        403 => Code::Forbidden,
        429 => Code::RateLimited,
        500..=599 => Code::ProviderError,
        _ => meaning.code,
    };
    let said = said.map(|said| text![" ", title, " said: \"", said, "\"."]).unwrap_or_default();
    let retryable = code == Code::RateLimited || (500..=599).contains(&status);
    Error::new(code, text![meaning.says, said]).retryable(retryable)
}

/// The number, wherever it stands.
fn code<J: Json>(answer: &J) -> Option<u64> {
    let number = |holder: &J, name: &str| whole(&holder.member(name)?);
    let data = answer.member("data");
    number(answer, "error_code").or_else(|| number(answer, "code")).or_else(|| {
        data.as_ref().and_then(|data| number(data, "code").or_else(|| number(data, "error_code")))
    })
}

/// What is said, and of which fields.
fn said<J: Json>(answer: &J) -> Option<String> {
    let data = answer.member("data");
    let text = |holder: &J| {
        ["message", "error_description", "error", "description"]
            .iter()
            .find_map(|name| holder.member(name)?.text().filter(|text| !text.is_empty()))
    };
    let fields = [answer.member("errors"), data.as_ref().and_then(|data| data.member("errors"))];
    let fields = fields.iter().flatten().find(|fields| fields.is_object() || fields.is_array());
    if let Some(fields) = fields {
        let mut said = String::new();
        for name in fields.names() {
            if !said.is_empty() {
                said.push_str("; ");
            }
            said.push_str(&name);
            if let Some(why) = fields.member(&name) {
                let all = why.names().into_iter().filter_map(|at| why.member(&at)?.text());
                let all: Vec<_> = why.text().into_iter().chain(all).collect();
                for (at, one) in all.iter().enumerate() {
                    said.push_str(if at == 0 { ": " } else { ", " });
                    said.push_str(one);
                }
            }
        }
        if !said.is_empty() {
            return Some(said);
        }
    }
    text(answer).or_else(|| data.as_ref().and_then(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use serde_json::{Value, json};

    const MAIL: &str = "/addressbooks/1/emails";
    const MARKET: &str = "/market-service/oauth/authorize";
    const CHANNELS: [&str; 8] = [
        "/chatbots/dialogs",
        "/instagram/contacts/send",
        "/live-chat/contacts/send",
        "/messenger/contacts/send",
        "/telegram/contacts/send",
        "/tiktok/contacts/send",
        "/viber/chatbots/contacts/send",
        "/whatsapp/contacts/send",
    ];

    fn at(path: &str, status: u16, answer: &Value) -> Error {
        let masking = Quote::Masking(&[&Secret::new("canary")]);
        check("SendPulse", path, status, answer, masking).unwrap_err()
    }

    fn error(status: u16, answer: &Value) -> Error {
        at(if answer["code"] == 5 { MARKET } else { MAIL }, status, answer)
    }

    #[test]
    fn a_chatbot_says_why_a_message_did_not_go_out() {
        for (status, error_code, errors, code, reason) in [
            (
                400,
                400,
                json!({"phone": ["(#1) Contact is not active in 24hours"]}),
                Code::Rejected,
                Some(Reason::WindowClosed),
            ),
            (
                422,
                422,
                json!({"contact_id": ["(#2) Contact is not active in 24hours"]}),
                Code::Rejected,
                Some(Reason::WindowClosed),
            ),
            (
                422,
                403,
                json!({"contact_id": ["Forbidden: bot was blocked by the user"]}),
                Code::Rejected,
                Some(Reason::ContactBlocked),
            ),
            (
                422,
                403,
                json!({"contact_id": ["Неможливо"]}),
                Code::Rejected,
                Some(Reason::ContactBlocked),
            ),
            (422, 403, json!({}), Code::Rejected, Some(Reason::ContactBlocked)),
            (403, 403, json!({"bot_id": ["x"]}), Code::Forbidden, None),
            (
                400,
                400,
                json!({"contact_id": ["contact.errors.not_active"]}),
                Code::Rejected,
                Some(Reason::ContactInactive),
            ),
            (
                400,
                400,
                json!({"x": ["other", "contact.errors.not_active"]}),
                Code::Rejected,
                Some(Reason::ContactInactive),
            ),
            (
                422,
                422,
                json!({"message.text": ["May not be greater than 1024 characters"]}),
                Code::Rejected,
                Some(Reason::TooLong),
            ),
            (400, 400, json!({"phone": ["Contact already exists"]}), Code::Rejected, None),
            (400, 707, json!({"phone": ["x"]}), Code::Rejected, None),
            (404, 404, json!({}), Code::NotFound, None),
        ] {
            for path in CHANNELS {
                let answer = json!({"success": false, "data": null, "errors": errors, "error_code": error_code});
                let error = at(path, status, &answer);
                assert_eq!(
                    (error.code(), error.details().reason),
                    (code, reason),
                    "{path} {answer}"
                );
                let message = &error.details().message;
                for wrong in ["expired", "SMTP", "balance", "A parameter"] {
                    assert!(!message.contains(wrong), "{message}");
                }
            }
        }
    }

    #[test]
    fn the_list_of_numbers_is_the_root_services_own() {
        let answer = |number: u64| json!({"message": "m", "error_code": number});
        for path in [
            "/crm/v1/deals",
            "/edu/public/v1/courses",
            "/fm/public/v1/file",
            "/v2/pop-ups/x",
            "/oauth/access_token",
            "",
        ] {
            for number in [5, 8, 403, 707] {
                let error = at(path, 400, &answer(number));
                assert!(
                    error.details().message.starts_with("SendPulse refused and said"),
                    "{path} {error}"
                );
                assert_eq!(error.details().reason, None);
            }
        }
        for path in [
            "/smtp/emails",
            "/sms/send",
            "/push/tasks",
            "/campaigns",
            "/v2/email-service/webhook",
            "/viber",
            "/verifier-service/x",
            "/a360/x",
        ] {
            let error = at(path, 422, &answer(707));
            assert_eq!(
                (error.code(), error.details().reason),
                (Code::Forbidden, Some(Reason::Balance)),
                "{path}"
            );
            for status in [400, 403, 422, 502, 503] {
                let error = at(path, status, &answer(status.into()));
                assert!(error.details().message.contains("refused and said"), "{path} {error}");
                assert_eq!(error.details().provider_code, Some(status.to_string()));
            }
        }
        for path in CHANNELS.into_iter().chain([MAIL, "/crm/v1/deals", ""]) {
            assert_eq!(at(path, 400, &answer(codes::BURST)).code(), Code::RateLimited, "{path}");
            assert_eq!(
                at(path, 403, &answer(codes::PLAN)).details().reason,
                Some(Reason::Plan),
                "{path}"
            );
        }
        assert_eq!(at(MAIL, 403, &answer(800)).code(), Code::Forbidden);
        assert_eq!(at(MAIL, 400, &answer(800)).code(), Code::Rejected);
    }

    #[test]
    fn every_shape_is_read() {
        let cases = [
            (
                401,
                json!({"message": "Unauthorized!", "error_code": 401}),
                Code::Unauthorized,
                Some("401"),
                "token",
            ),
            (
                422,
                json!({"message": "Name already in use", "error_code": 203}),
                Code::Rejected,
                Some("203"),
                "Name already in use",
            ),
            (
                422,
                json!({"result": false, "data": null, "error": "Сonnect not found!", "code": 5}),
                Code::LoginRequired,
                Some("5"),
                "again from SendPulse",
            ),
            (
                401,
                json!({"error": "invalid_client", "error_description": "Client authentication failed", "message": "Client authentication failed"}),
                Code::Unauthorized,
                Some("invalid_client"),
                "authentication failed",
            ),
            (
                400,
                json!({"result": false, "errors": {"id": "Invalid id {{'x'}}"}}),
                Code::Rejected,
                None,
                "id: Invalid id",
            ),
            (
                400,
                json!({"success": false, "data": {"code": 800, "message": "no"}}),
                Code::Rejected,
                Some("800"),
                "not possible",
            ),
            (
                422,
                json!({"message": "Argument bookName missing", "error_code": 422}),
                Code::Rejected,
                Some("422"),
                "bookName missing",
            ),
            (
                404,
                json!({"success": false, "data": {"message": "Contact not found"}}),
                Code::NotFound,
                None,
                "Contact not found",
            ),
            (
                200,
                json!({"success": false, "data": {"errors": {"phone": ["too short"]}}}),
                Code::Rejected,
                None,
                "phone: too short",
            ),
            (
                200,
                json!({"message": "Too many", "error_code": 2_020_202_020u64}),
                Code::RateLimited,
                Some("2020202020"),
                "within a second",
            ),
            (
                403,
                json!({"message": "x", "error_code": 3_030_303_030u64}),
                Code::Forbidden,
                Some("3030303030"),
                "plan",
            ),
            (
                200,
                json!({"success": false, "failure": true, "code": "tag.exists", "description": "Taken", "http_code": 422}),
                Code::Rejected,
                None,
                "Taken",
            ),
            (429, json!({}), Code::RateLimited, None, "too often"),
            (403, json!(null), Code::Forbidden, None, "does not allow"),
            (500, json!({"message": "canary"}), Code::ProviderError, None, "[secret]"),
        ];
        for (status, answer, code, number, said) in cases {
            let error = error(status, &answer);
            assert_eq!(error.code(), code, "{answer} {error}");
            assert_eq!(error.details().provider_code.as_deref(), number, "{answer}");
            assert!(error.details().message.contains(said), "{answer}: {error}");
        }
    }

    #[test]
    fn what_succeeded_is_no_error() {
        for answer in [
            json!([]),
            json!({"result": true}),
            json!({"result": false}),
            json!({"success": true, "data": {"code": 3}}),
            json!({"data": [], "message": "x"}),
            json!({"code": "tag.created", "failure": false, "success": true}),
            json!(null),
        ] {
            assert!(check("SendPulse", MAIL, 200, &answer, Quote::Nothing).is_ok(), "{answer}");
        }
    }

    #[test]
    fn where_a_secret_was_sent_only_what_is_known_is_told() {
        for (answer, number) in [
            (json!({"error": "yranac", "code": 5}), Some("5")),
            (json!({"error": "yranac", "code": 77_777}), Some("77777")),
            (json!({"error": "yranac", "code": 123_456_789}), None),
            (json!({"error": "yranac", "error_code": 2_020_202_020u64}), Some("2020202020")),
            (json!({"error": "invalid_client", "message": "yranac"}), Some("invalid_client")),
            (json!({"data": {"errors": {"yranac": "yranac"}}}), None),
        ] {
            let path = if answer["code"] == 5 { MARKET } else { MAIL };
            let error = check("SendPulse", path, 422, &answer, Quote::Nothing).unwrap_err();
            assert_eq!(error.details().provider_code.as_deref(), number, "{answer}");
            assert!(!format!("{error:?}").contains("yranac"), "{error}");
            let quoting = check("SendPulse", path, 422, &answer, Quote::Masking(&[])).unwrap_err();
            assert_eq!(error.code(), quoting.code(), "{answer}");
        }
    }

    #[test]
    fn a_burst_is_waited_out() {
        let burst = error(429, &json!({"message": "x", "error_code": 2_020_202_020u64}));
        assert_eq!((burst_ms(&burst), burst.details().retryable), (Some(1000), true));
        assert_eq!(burst_ms(&error(429, &json!({}))), None);
    }

    #[test]
    fn each_error_member_can_show_an_error() {
        let cases = [
            json!({"success": false}),
            json!({"failure": true}),
            json!({"is_error": true}),
            json!({"result": false, "code": 1}),
            json!({"error_code": 1}),
        ];
        let mut shown: Vec<&&str> = Vec::new();
        for answer in cases {
            assert!(check("SendPulse", MAIL, 200, &answer, Quote::Nothing).is_err(), "{answer}");
            shown.extend(ERROR_MEMBERS.iter().filter(|name| answer.get(**name).is_some()));
        }
        assert_eq!(shown, ERROR_MEMBERS.iter().collect::<Vec<_>>());
    }
}
