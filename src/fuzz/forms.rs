//! The fields of queries and bodies.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::generators::{CANARY, json, made_of};
use super::holds;
use crate::Code;
use crate::http::RequestFields;
use crate::http::query::{decode, encode};

#[test]
fn a_field_is_read_only_where_all_readers_would_read_the_same() {
    let types = [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/x-www-form-urlencoded",
        "",
        "text/plain",
    ];
    const PIECES: &[&str] =
        &["code=", "state=", "c%6Fde=", "&", "%", "%41", "%ff", "+", CANARY, "{", "}", "\"code\":"];
    let body = prop_oneof![
        json(&["auth_key", "code", "state", "a&b", "c=d"]).prop_map(|body| body.to_string()),
        // Members twice, which a map could not hold.
        vec(
            (select(vec!["code", "c\\u006fde", "state"]), select(vec!["\"a\"", "1", "null", "[]"])),
            0..4
        )
        .prop_map(|members| {
            let members = members.iter().map(|(name, value)| format!("\"{name}\":{value}"));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }),
        made_of(PIECES),
    ];
    holds(
        file!(),
        (made_of(PIECES), select(types.to_vec()), body),
        |(query, content_type, body)| {
            let fields = match RequestFields::read(&query, content_type, &body) {
                Ok(fields) => fields,
                Err(error) => {
                    prop_assert_eq!(error.code(), Code::InvalidArgument);
                    let shown = format!("{error:?}");
                    prop_assert!(!shown.contains(CANARY));
                    return Ok(());
                }
            };
            prop_assert_eq!(fields.length(), query.len() + body.len());
            for name in ["code", "state", "auth_key"] {
                let count = fields.names().filter(|(known, _)| *known == name).count();
                let in_query: Vec<_> = decode(&query)
                    .unwrap()
                    .into_iter()
                    .filter_map(|(known, value)| (known == name).then_some(value))
                    .collect();
                prop_assert!(count >= in_query.len());
                match fields.text(name) {
                    Ok(None) => prop_assert_eq!(count, 0),
                    Ok(Some(text)) => {
                        prop_assert_eq!(count, 1);
                        // One reader takes the first, another the last: here they agree.
                        let object = serde_json::from_str::<Value>(&body).unwrap_or_default();
                        let of_json = object.get(name).and_then(Value::as_str);
                        let of_form = decode(&body).unwrap_or_default();
                        let of_form = of_form.iter().find(|(known, _)| known == name);
                        let is_json = content_type.to_lowercase().starts_with("application/json");
                        let in_body = if is_json {
                            of_json
                        } else {
                            of_form.map(|(_, value)| value.as_str())
                        };
                        prop_assert_eq!(
                            in_query.first().map(String::as_str).or(in_body),
                            Some(text)
                        );
                    }
                    Err(error) => {
                        prop_assert_eq!(error.code(), Code::InvalidArgument);
                        prop_assert!(count >= 1);
                        let shown = format!("{error:?}");
                        prop_assert!(!shown.contains(CANARY));
                    }
                }
            }
            Ok(())
        },
    );
}

#[test]
fn what_was_decoded_is_encoded_and_decoded_to_the_same() {
    holds(
        file!(),
        made_of(&["a", "=", "&", "%", "%2", "%25", "%ff", "%E5%B8%AE", "+", "?", ";"]),
        |text| {
            let Ok(fields) = decode(&text) else { return Ok(()) };
            let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let again = decode(&encode(&fields)).unwrap();
            let again: Vec<_> = again.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            prop_assert_eq!(again, fields);
            Ok(())
        },
    );
}
