//! Objects that JavaScript has encoded.

use proptest::prelude::*;
use serde_json::Value;

use super::generators::{json, made_of};
use super::holds;
use crate::api::params::Params as _;
use crate::encoded_object::EncodedObject;
use crate::encoded_object::tests::encode;
use crate::providers::ListStyle;

#[test]
fn an_encoded_object_is_read_back_whole() {
    let objects = json(&["a", "b", "\u{1e}", "\u{1f}x", "\u{1d}e", ""])
        .prop_filter("an object", Value::is_object);
    holds(file!(), objects, |object| {
        let encoded = encode(&object);
        let members = object.as_object().unwrap();
        prop_assert_eq!(encoded.names().collect::<Vec<_>>(), members.keys().collect::<Vec<_>>());
        for (name, value) in members {
            let scalar = match value {
                Value::String(text) => Some(text.clone()),
                Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
                _ => None,
            };
            prop_assert_eq!(encoded.scalar(name), scalar.as_deref());
            prop_assert_eq!(encoded.count(name), value.as_array().map(Vec::len));
            let is_flat =
                |value: &Value| !value.is_object() && !value.is_array() && !value.is_null();
            let inner = match value {
                Value::Array(items) => items.iter().all(is_flat).then_some(items.len()),
                Value::Object(inner) => inner.values().all(is_flat).then_some(inner.len()),
                _ => None,
            };
            prop_assert_eq!(
                encoded.fields(name, ListStyle::Repeated).map(|fields| fields.len()),
                inner,
                "{}",
                name
            );
        }
        Ok(())
    });
}

#[test]
fn whatever_comes_is_read() {
    let pieces: &[&str] =
        &["\u{1d}", "\u{1e}", "\u{1f}", "s", "n", "l", "i", "o", "m", "p", "f", "a", "z", "2", "!"];
    holds(file!(), made_of(pieces), |text| {
        let encoded = EncodedObject::read(&text);
        for name in encoded.names().chain(["", "a"]) {
            let _ = (encoded.scalar(name), encoded.count(name), encoded.flag(name));
            let _ = (encoded.texts(name).is_ok(), encoded.function(name).is_ok());
            if let Some(fields) = encoded.fields(name, ListStyle::Repeated) {
                prop_assert!(fields.iter().all(|(field, _)| field.starts_with(name)));
            }
        }
        prop_assert_eq!(EncodedObject::params(&text).is_err(), text == "!");
        Ok(())
    });
}
