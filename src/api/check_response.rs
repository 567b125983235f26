//! Judging an answer: is it what was promised, and if not, what does it say?

use crate::error::{Code, Error, Result};
use crate::http::base_url::BaseUrl;
use crate::json::{Json, NotJson};
use crate::providers::Provider;
use crate::providers::status::by_status;
use crate::reason::Reason;
use crate::secret::Quote;
use crate::text::{number, text};

/// Marks the Worker's own errors among the answers that it passes on.
pub const ERROR_HEADER: &str = "x-portaria-error";

/// Judges an answer that came straight from a provider: its status, that it is JSON, and the
/// provider's own way to report errors inside of it, of whose words the error repeats what `quote` allows. `path` is what was asked
/// for, below the address.
///
/// # Errors
/// What the answer reports, or `bad_response` when it is not what the provider promises.
pub fn check_response<J: Json>(
    provider: Provider,
    path: &str,
    status: u16,
    body: std::result::Result<J, NotJson>,
    quote: Quote<'_>,
) -> Result<J> {
    check_redirect(status).map_err(|error| error.provider(provider.name()))?;
    let title = provider.title();
    let checked = match body {
        Ok(json) => provider
            .check(path, status, &json, quote)
            .and_then(|()| if status < 400 { Ok(json) } else { Err(by_status(title, status)) }),
        Err(not_json) => Err(unreadable(title, status, not_json)),
    };
    checked.map_err(|error| error.provider(provider.name()).status(status))
}

/// Judges the answer to an operation: as [`check_response`], and that it holds what the operation promises.
///
/// # Errors
/// As [`check_response`]; `not_found` for a member who is gone.
pub fn check_result<J: Json>(
    provider: Provider,
    path: &str,
    status: u16,
    body: std::result::Result<J, NotJson>,
    quote: Quote<'_>,
) -> Result<J> {
    let answer = check_response(provider, path, status, body, quote)?;
    provider
        .check_result(&answer)
        .map_err(|error| error.provider(provider.name()).status(status))?;
    Ok(answer)
}

/// The error, and that the address is not as the platform's are, where a wrong one can cause it.
#[must_use]
pub fn with_address_hint(provider: Provider, base_url: &BaseUrl, error: Error) -> Error {
    let Some(end) = provider.base_path() else { return error };
    let is_of_address = matches!(error.code(), Code::NotFound | Code::BadResponse)
        || matches!(error.details().status, Some(404 | 405));
    if !is_of_address || base_url.as_str().ends_with(end) {
        return error;
    }
    let title = provider.title();
    error.adding(&text![
        "The address of an installation of ",
        title,
        " ends in \"",
        end,
        "\", and baseUrl does not: write https://<host>",
        end,
        "."
    ])
}

/// The error of an answer that is a redirect: following it would carry the credential elsewhere.
///
/// # Errors
/// `bad_response` for a redirect; a status of 0 is one that the host hides.
pub fn check_redirect(status: u16) -> Result<()> {
    if status == 0 || (300..400).contains(&status) {
        return Err(Error::new(
            Code::BadResponse,
            "The provider answered with a redirect, which is not followed because it could carry the credential elsewhere. \
             Check the base address.",
        )
        .status(status));
    }
    Ok(())
}

fn unreadable(title: &str, status: u16, not_json: NotJson) -> Error {
    if matches!(status, 400..=499) {
        return by_status(title, status);
    }
    let what = match not_json {
        NotJson::Empty => "an empty body",
        NotJson::Html => "a web page (maintenance, or a bot check in front of it)",
        NotJson::Malformed => "something that is not JSON, or was cut off",
    };
    Error::new(
        Code::BadResponse,
        text![title, " answered with ", what, " where JSON was due (HTTP ", number(status), ")."],
    )
    .retryable(status >= 500)
}

/// The error that a Portaria Worker sent, rebuilt. `None` when this is not such an answer.
#[must_use]
pub fn worker_error<J: Json>(marker: Option<&str>, status: u16, body: Option<&J>) -> Option<Error> {
    let code = Code::from_text(marker?)?;
    let body = body.and_then(|body| body.member("error"));
    let text = |name: &str| {
        body.as_ref().and_then(|body| body.member(name)).and_then(|value| value.text())
    };
    let number =
        body.as_ref().and_then(|body| body.member("status")).and_then(|value| value.number());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps it in bounds
    let status = number.map_or(status, |number| number as u16);
    let message = text("message").unwrap_or_else(|| "The Portaria Worker refused.".into());
    let mut error = Error::new(code, message).status(status);
    if let Some(provider) = text("provider") {
        error = error.provider(&provider);
    }
    if let Some(provider_code) = text("providerCode") {
        error = error.provider_code(&provider_code);
    }
    if let Some(reason) = text("reason").and_then(|reason| Reason::from_text(&reason)) {
        error = error.reason(reason);
    }
    if let Some(url) = text("loginUrl") {
        error = error.login_url(url);
    }
    let retryable =
        body.as_ref().and_then(|body| body.member("retryable")).and_then(|value| value.boolean());
    Some(error.retryable(retryable.unwrap_or(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::base_url::Reach;
    use serde_json::{Value, json};

    fn checked(status: u16, body: std::result::Result<Value, NotJson>) -> Error {
        check_response(Provider::Sample, "", status, body, Quote::Nothing).unwrap_err()
    }

    #[test]
    fn answers_that_are_no_answers_are_told_apart() {
        let cases = [
            (200, Err(NotJson::Html), Code::BadResponse, false),
            (200, Err(NotJson::Empty), Code::BadResponse, false),
            (200, Err(NotJson::Malformed), Code::BadResponse, false),
            (403, Err(NotJson::Html), Code::Forbidden, false),
            (503, Err(NotJson::Html), Code::BadResponse, true),
            (429, Err(NotJson::Html), Code::RateLimited, true),
            (500, Ok(json!({})), Code::ProviderError, true),
            (404, Ok(json!({})), Code::NotFound, false),
            (302, Ok(json!({})), Code::BadResponse, false),
            (0, Err(NotJson::Empty), Code::BadResponse, false),
            (200, Ok(json!({"error": "x"})), Code::Rejected, false),
            (500, Ok(json!({"error": "x"})), Code::Rejected, false),
        ];
        for (status, body, code, retryable) in cases {
            let shown = format!("{status} {body:?}");
            let error = checked(status, body);
            assert_eq!((error.code(), error.details().retryable), (code, retryable), "{shown}");
            assert_eq!(error.details().status, Some(status), "{shown}");
            assert_eq!(error.details().provider.as_deref(), Some("sample"), "{shown}");
        }
        assert!(check_response(Provider::Sample, "", 200, Ok(json!({})), Quote::Nothing).is_ok());
    }

    #[test]
    fn a_wrong_address_is_named_where_it_can_be_the_cause() {
        let (provider, end) = Provider::ALL
            .iter()
            .find_map(|provider| Some((*provider, provider.base_path()?)))
            .expect("a platform whose addresses all end alike");
        let said = |address: &str, error: Error| {
            let base_url = BaseUrl::parse(address, Reach::Public).unwrap();
            with_address_hint(provider, &base_url, error).details().message.contains("baseUrl")
        };
        let host = "https://chat.example.com";
        let right = format!("{host}{end}");
        for wrong in [host.to_owned(), format!("{right}/v1"), format!("{host}/v1")] {
            for error in [
                by_status("x", 404),
                by_status("x", 405),
                unreadable("x", 200, NotJson::Html),
                check_redirect(302).unwrap_err(),
            ] {
                assert!(said(&wrong, error.clone()), "{wrong} {error}");
                assert!(!said(&right, error.clone()) && !said(&format!("{right}/"), error));
            }
            assert!(!said(&wrong, by_status("x", 401)));
        }
    }

    #[test]
    fn an_error_of_the_worker_is_rebuilt_whole() {
        let sent = Error::new(Code::LoginRequired, "Log in again.")
            .provider("sample")
            .provider_code("token_expired")
            .login_url("/connect/sample")
            .reason(Reason::WindowClosed)
            .status(200);
        let body = json!({"error": sent});
        assert_eq!(worker_error(Some("login_required"), 401, Some(&body)).unwrap(), sent);
        assert_eq!(
            worker_error::<Value>(Some("timeout"), 504, None).unwrap().code(),
            Code::Timeout
        );
        assert!(worker_error(None, 401, Some(&body)).is_none());
        assert!(worker_error(Some("made_up"), 401, Some(&body)).is_none());
    }
}
