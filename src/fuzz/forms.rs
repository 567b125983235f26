//! Bodies of forms.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::generators::{CANARY, json, made_of};
use super::holds;
use crate::Code;
use crate::http::query::{decode, encode};
use crate::oauth::finish::form_fields;

#[test]
fn a_body_is_the_fields_that_it_holds() {
    let types = [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/x-www-form-urlencoded",
        "",
        "text/plain",
    ];
    let body = prop_oneof![
        json(&["auth_key", "code", "state", "a&b", "c=d"]).prop_map(|body| body.to_string()),
        made_of(&["code=", "&", "%", "%41", "+", CANARY, "{", "}"]),
    ];
    holds(file!(), (select(types.to_vec()), body), |(content_type, body)| {
        match form_fields(content_type, body.clone()) {
            Ok(fields) if content_type.contains("www-form") => prop_assert_eq!(fields, body),
            Ok(fields) => {
                let object: Value = serde_json::from_str(&body).unwrap();
                let texts = object.as_object().unwrap().iter();
                let texts = texts
                    .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
                let nameless =
                    |(name, value): &(String, String)| name.is_empty() && value.is_empty();
                let texts: Vec<_> = texts.filter(|field| !nameless(field)).collect();
                let read: Vec<_> =
                    decode(&fields).unwrap().into_iter().filter(|field| !nameless(field)).collect();
                prop_assert_eq!(read, texts);
            }
            Err(error) => {
                prop_assert_eq!(error.code(), Code::InvalidArgument);
                let shown = format!("{error:?}");
                prop_assert!(!shown.contains(CANARY));
            }
        }
        Ok(())
    });
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
