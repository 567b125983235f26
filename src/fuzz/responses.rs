//! A platform's answer, whatever it is: judged the same each time, and no error shows a secret or forges a log line.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::generators::{CANARY, json, made_of};
use super::holds;
use crate::Error;
use crate::api::check_response;
use crate::json::{self as parser, NotJson};
use crate::providers::Provider;
use crate::secret::{Quote, Secret};

const NAMES: &[&str] = &[
    "0",
    "code",
    "data",
    "description",
    "detail",
    "errcode",
    "errmsg",
    "error",
    "errorMsg",
    "error_code",
    "error_description",
    "error_message",
    "errors",
    "failure",
    "is_error",
    "message",
    "messages",
    "msg",
    "result",
    "state",
    "status",
    "success",
    "user_info",
    "user_id",
    "http_code",
    "details",
    "title",
];

/// What a log line or a page of ours may hold of it.
fn is_fit(error: &Error) -> bool {
    let shown = format!("{error:?} {error}");
    let message = &error.details().message;
    !shown.contains(CANARY) && message.len() < 4000 && !message.chars().any(char::is_control)
}

#[test]
fn whatever_a_platform_answers_is_judged_without_showing_a_secret() {
    let status = prop_oneof![3 => 100..600u16, 2 => Just(200), 1 => any::<u16>()];
    holds(file!(), (select(Provider::ALL), status, json(NAMES)), |(provider, status, answer)| {
        let secret = Secret::new(CANARY);
        let judge = || {
            check_response::check_result(
                provider,
                "",
                status,
                Ok(answer.clone()),
                Quote::Masking(&[&secret]),
            )
        };
        match judge() {
            Ok(same) => prop_assert!(same == answer && (1..400).contains(&status)),
            Err(error) => {
                prop_assert!(is_fit(&error), "{:?}", error);
                prop_assert_eq!(error.details().provider.as_deref(), Some(provider.name()));
                prop_assert_eq!(error.details().status, Some(status));
                prop_assert_eq!(judge().unwrap_err(), error);
            }
        }
        Ok(())
    });
}

/// Row 21 of SECURITY.md: where a secret was sent, it may come back in any form, so an error has the same words for every text.
#[test]
fn where_a_secret_was_sent_an_error_does_not_depend_on_unknown_words() {
    let texts = ("[a-zA-Z0-9%&;#=+/]{6,40}", "[a-zA-Z0-9%&;#=+/]{6,40}");
    holds(file!(), (select(Provider::ALL), 200..600u16, json(NAMES), texts), |input| {
        let (provider, status, answer, (one, other)) = input;
        let said = |echo: &str| {
            let text = answer.to_string().replace(CANARY, echo);
            let answer = serde_json::from_str::<Value>(&text).unwrap();
            check_response::check_result(provider, "", status, Ok(answer), Quote::Nothing).err()
        };
        prop_assert_eq!(said(&one), said(&other));
        Ok(())
    });
}

#[test]
fn what_has_none_of_the_telling_members_is_good() {
    holds(
        file!(),
        (select(Provider::ALL), 200..300u16, json(NAMES)),
        |(provider, status, answer)| {
            let Some(members) = provider.error_members() else { return Ok(()) };
            let is_quiet = members.iter().all(|name| answer.get(name).is_none());
            prop_assert!(
                !is_quiet
                    || check_response::check_result(
                        provider,
                        "",
                        status,
                        Ok(answer),
                        Quote::Nothing
                    )
                    .is_ok()
            );
            Ok(())
        },
    );
}

#[test]
fn a_text_is_json_or_told_apart() {
    let pieces: &[&str] = &[
        "\u{feff}",
        "{",
        "}",
        "[",
        "]",
        "\"a\":",
        "1",
        ",",
        "<br />",
        "<!doctype html>",
        "<html",
        "Warning: ",
        " ",
        "\n",
        "null",
        "\"",
        "\\",
    ];
    holds(
        file!(),
        (made_of(pieces), select(Provider::ALL), 200..600u16),
        |(text, provider, status)| {
            let read = parser::locate(&text, |text| serde_json::from_str::<Value>(text).ok());
            match read {
                Ok((value, part)) => {
                    prop_assert!(text.contains(part));
                    prop_assert_eq!(serde_json::from_str::<Value>(part).unwrap(), value);
                }
                Err(not_json) => {
                    let bare = text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
                    prop_assert!(not_json != NotJson::Empty || bare.is_empty());
                    let judged = check_response::check_response::<Value>(
                        provider,
                        "",
                        status,
                        Err(not_json),
                        Quote::Nothing,
                    );
                    prop_assert!(is_fit(&judged.unwrap_err()));
                }
            }
            Ok(())
        },
    );
}

#[test]
fn a_number_is_exact_in_javascript_or_a_text() {
    let number =
        prop_oneof!["-?[1-9][0-9]{0,40}", "-?[1-9][0-9]{0,3}[.][0-9]{1,9}(e-?[0-9]{1,4})?"];
    holds(file!(), (number, any::<String>()), |(number, name)| {
        let name = Value::from(name).to_string();
        let text = format!("{{{name}:[{number},{name}],\"\":{{\"a\":{number}}}}}");
        let read: Value = parser::parse_exactly(&text).unwrap();
        let values = [&read[""]["a"], &read[serde_json::from_str::<String>(&name).unwrap()][0]];
        // The last of two members of one name counts.
        for value in values.into_iter().filter(|value| !value.is_null()) {
            let of_double = number.parse::<f64>().unwrap();
            match value {
                Value::String(text) => prop_assert!(*text == number && of_double.abs() > 9e15),
                Value::Number(kept) => {
                    // serde_json reads a fraction to within its last digit.
                    let apart = (kept.as_f64().unwrap() - of_double).abs();
                    prop_assert!(apart <= of_double.abs() * 1e-15);
                    let is_whole =
                        number.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit());
                    prop_assert!(!is_whole || kept.to_string() == number);
                    prop_assert!(!is_whole || of_double.abs() < 9_007_199_254_740_992.0);
                }
                _ => prop_assert!(false, "{value}"),
            }
        }
        Ok(())
    });
}

#[test]
fn what_a_worker_says_is_rebuilt() {
    let names: &[&str] = &[
        "error",
        "code",
        "message",
        "provider",
        "status",
        "providerCode",
        "loginUrl",
        "retryable",
        "reason",
    ];
    let marker = prop_oneof![
        select(crate::Code::ALL).prop_map(|code| code.as_str().to_owned()),
        any::<String>()
    ];
    holds(file!(), (marker, any::<u16>(), json(names)), |(marker, status, body)| {
        let error = check_response::worker_error(Some(&marker), status, Some(&body));
        prop_assert_eq!(error.map(|error| error.code()), crate::Code::from_text(&marker));
        Ok(())
    });
}
