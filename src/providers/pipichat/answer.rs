//! What the engine answers, and what its words mean.
//!
//! Every error is an HTTP 200 with `{"error":true,"message":"…"}`. Six messages are the same English
//! everywhere; the others are translated, so they are known by not being one of the six.

use crate::error::{Code, Error, Result};
use crate::json::Json;
use crate::secret::{Quote, Secret};
use crate::text::text;

/// The messages that are the same on every community: text, our code, a stable name, what to do.
const FIXED: &[(&str, Code, &str, &str)] = &[
    (
        INVALID_APP_ID,
        Code::Configuration,
        "invalid_request",
        "The community did not receive the app's id. If it expects a form, set authorize_method to \"post\" or \"auto\".",
    ),
    (
        "Bad Request, invalid app_secret",
        Code::Configuration,
        "invalid_client",
        "The community does not accept the app's secret. Copy it again from its developers page.",
    ),
    (
        "Bad Request, invalid auth_key",
        Code::LoginRequired,
        "invalid_grant",
        "The login was already used, or a newer one took its place. Log in again.",
    ),
    (
        "Bad Request, invalid access_token",
        Code::LoginRequired,
        "invalid_token",
        "The access is no longer valid: a newer login took its place. Log in again.",
    ),
    (
        "Bad Request, expired access_token",
        Code::LoginRequired,
        "token_expired",
        "The access has expired; this community grants it for a short time only. Log in again.",
    ),
    (
        "Bad Request, invalid parameters",
        Code::NotFound,
        "unsupported_endpoint",
        "The community has no such endpoint. Check the base address and the paths.",
    ),
];

/// What an engine says that reads its parameters from the query only, to a form.
const INVALID_APP_ID: &str = "Bad Request, invalid app_id";

/// The translated messages, in the English of an untouched installation: a hint, never relied on.
const TRANSLATED: &[(&str, &str)] = &[
    ("The developers module has been disabled by the admin", "provider_disabled"),
    (
        "We're sorry, but the application you're trying to use doesn't exist or has been disabled",
        "unknown_app",
    ),
    (
        // As it comes, encoded like everything else.
        "We&#039;re sorry, but the application you&#039;re trying to use doesn&#039;t exist or has been disabled",
        "unknown_app",
    ),
    ("An error occurred while writing to database. Please try again later", "provider_error"),
];

/// The error that an answer carries, if it carries one.
///
/// # Errors
/// That error.
pub fn check<J: Json>(answer: &J, quote: Quote<'_>) -> Result<()> {
    let flagged = answer.member("error").is_some_and(|flag| {
        flag.boolean().unwrap_or_else(|| flag.text().is_some_and(|text| !text.is_empty()))
    });
    if !flagged {
        return Ok(());
    }
    let message = answer.member("message").and_then(|message| message.text()).unwrap_or_default();
    Err(read_error(message.trim(), quote))
}

/// Whether the engine shows that it did not read a form: the one error after which the exchange may be
/// sent again, because it is raised before the key is looked at.
pub fn form_was_not_read<J: Json>(answer: &J) -> bool {
    check(answer, Quote::Nothing).is_err()
        && answer
            .member("message")
            .and_then(|message| message.text())
            .is_some_and(|m| m.trim() == INVALID_APP_ID)
}

fn read_error(message: &str, quote: Quote<'_>) -> Error {
    if let Some((_, code, name, advice)) = FIXED.iter().find(|(text, ..)| *text == message) {
        return Error::new(*code, *advice).provider_code(name);
    }
    let said = match quote.words(message) {
        Some(empty) if empty.is_empty() => {
            "The community reported an error without saying which.".to_owned()
        }
        Some(text) => text!["The community refused and said: \"", text, "\"."],
        None => {
            "The community refused. Its words are not repeated, because a secret was sent to it."
                .into()
        }
    };
    let error = Error::new(Code::ProviderError, said);
    match TRANSLATED.iter().find(|(text, _)| *text == message) {
        Some((_, name)) => error.provider_code(name).retryable(*name == "provider_error"),
        None => error,
    }
}

/// The access token of an exchange's answer.
///
/// # Errors
/// `bad_response` when there is no token.
pub fn token<J: Json>(answer: &J) -> Result<Secret> {
    let token = answer.member("access_token").and_then(|token| token.text()).map(Secret::new);
    token
        .filter(|token| {
            (1..=512).contains(&token.expose().len())
                && token.expose().bytes().all(|b| b.is_ascii_graphic())
        })
        .ok_or_else(|| {
            Error::new(
                Code::BadResponse,
                "The community's answer to the exchange holds no access token.",
            )
        })
}

/// The member's data out of the answer of `get_user_info`: the object under `user_info`.
///
/// # Errors
/// `not_found` for the empty array that stands for a deleted member; `bad_response` otherwise.
pub fn user_info<J: Json>(answer: &J) -> Result<J> {
    if answer.is_array() {
        return Err(Error::new(
            Code::NotFound,
            "The member's account no longer exists in the community.",
        )
        .provider_code("user_gone"));
    }
    answer.member("user_info").filter(Json::is_object).ok_or_else(|| {
        Error::new(Code::BadResponse, "The community's answer holds no member data.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::check_response::{check_response, check_result};
    use crate::providers::Provider;
    use serde_json::{Value, json};

    fn error_of(answer: Value) -> Error {
        check(&answer, Quote::Masking(&[])).unwrap_err()
    }

    #[test]
    fn each_documented_message_has_its_code() {
        let cases = [
            ("Bad Request, invalid app_id", Code::Configuration, Some("invalid_request")),
            ("Bad Request, invalid app_secret", Code::Configuration, Some("invalid_client")),
            ("Bad Request, invalid auth_key", Code::LoginRequired, Some("invalid_grant")),
            ("Bad Request, invalid access_token", Code::LoginRequired, Some("invalid_token")),
            ("Bad Request, expired access_token", Code::LoginRequired, Some("token_expired")),
            ("Bad Request, invalid parameters", Code::NotFound, Some("unsupported_endpoint")),
            (
                "The developers module has been disabled by the admin",
                Code::ProviderError,
                Some("provider_disabled"),
            ),
            (
                "We&#039;re sorry, but the application you&#039;re trying to use doesn&#039;t exist or has been disabled",
                Code::ProviderError,
                Some("unknown_app"),
            ),
            (
                "An error occurred while writing to database. Please try again later",
                Code::ProviderError,
                Some("provider_error"),
            ),
            ("Le module développeurs est désactivé", Code::ProviderError, None),
            ("写入数据库时出错", Code::ProviderError, None),
        ];
        for (message, code, name) in cases {
            let error = error_of(json!({"error": true, "message": message}));
            assert_eq!(
                (error.code(), error.details().provider_code.as_deref()),
                (code, name),
                "{message}"
            );
            assert_eq!(error.details().retryable, name == Some("provider_error"), "{message}");
        }
    }

    #[test]
    fn a_translated_message_is_quoted() {
        let error = error_of(json!({"error": true, "message": "模块已停用\n"}));
        assert!(error.details().message.contains("模块已停用"), "{error}");
    }

    #[test]
    fn an_error_is_an_error_in_all_its_spellings() {
        for flag in [json!(true), json!("true"), json!("1")] {
            assert!(check(&json!({"error": flag}), Quote::Nothing).is_err());
        }
        for answer in [
            json!({"error": false, "message": "x"}),
            json!({"error": ""}),
            json!({"error": null}),
            json!([]),
            json!(1),
        ] {
            assert!(check(&answer, Quote::Nothing).is_ok(), "{answer}");
        }
    }

    #[test]
    fn a_message_that_repeats_a_secret_is_masked() {
        let secret = Secret::new("canary-secret");
        let answer = json!({"error": true, "message": "no app with canary-secret"});
        let error = check(&answer, Quote::Masking(&[&secret])).unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }

    #[test]
    fn where_a_secret_was_sent_a_known_message_keeps_its_code_and_no_message_its_words() {
        for (message, name) in [
            ("Bad Request, invalid app_secret", Some("invalid_client")),
            ("The developers module has been disabled by the admin", Some("provider_disabled")),
            ("no app with TERCES-YRANAC", None),
        ] {
            let answer = json!({"error": true, "message": message});
            let error = check(&answer, Quote::Nothing).unwrap_err();
            assert_eq!(error.details().provider_code.as_deref(), name);
            assert!(!error.to_string().contains(message), "{error}");
        }
    }

    #[test]
    fn only_the_unread_form_may_be_sent_again() {
        assert!(form_was_not_read(
            &json!({"error": true, "message": "Bad Request, invalid app_id"})
        ));
        for message in [
            "Bad Request, invalid app_secret",
            "Bad Request, invalid auth_key",
            "invalid app_id",
            "",
        ] {
            assert!(!form_was_not_read(&json!({"error": true, "message": message})), "{message}");
        }
        assert!(!form_was_not_read(
            &json!({"error": false, "message": "Bad Request, invalid app_id"})
        ));
    }

    #[test]
    fn a_token_is_read_or_refused() {
        let token = token(&json!({"access_token": "0123456789abcdef0123456789abcdef"})).unwrap();
        assert_eq!(token.expose().len(), 32);
        for answer in [
            json!({}),
            json!({"access_token": null}),
            json!({"access_token": ""}),
            json!({"access_token": 1}),
            json!({"access_token": "a b"}),
            json!({"access_token": "a\nb"}),
            json!([]),
            json!("x"),
            json!({"access_token": "x".repeat(513)}),
        ] {
            assert_eq!(super::token(&answer).unwrap_err().code(), Code::BadResponse, "{answer}");
        }
    }

    #[test]
    fn a_deleted_member_is_not_found() {
        assert_eq!(user_info(&json!([])).unwrap_err().code(), Code::NotFound);
        assert_eq!(user_info(&json!({"user_info": []})).unwrap_err().code(), Code::BadResponse);
        assert_eq!(user_info(&json!({})).unwrap_err().code(), Code::BadResponse);
        assert_eq!(user_info(&json!({"user_info": {"user_id": "1"}})).unwrap()["user_id"], "1");
    }

    #[test]
    fn a_result_holds_a_member_and_a_refusal_keeps_its_code_whatever_the_status() {
        let outcome =
            |answer| check_result(Provider::PipiChat, "", 200, Ok(answer), Quote::Nothing);
        assert!(outcome(json!({"user_info": {"user_id": "1"}})).is_ok());
        assert_eq!(outcome(json!([])).unwrap_err().code(), Code::NotFound);
        assert_eq!(outcome(json!({})).unwrap_err().code(), Code::BadResponse);
        for status in [200, 500] {
            let answer = json!({"error": true, "message": "Bad Request, expired access_token"});
            let error = check_response(Provider::PipiChat, "", status, Ok(answer), Quote::Nothing);
            let error = error.unwrap_err();
            assert_eq!(error.code(), Code::LoginRequired);
            assert_eq!(error.details().provider.as_deref(), Some("pipichat"));
        }
    }
}
