//! Texts to be misread: pieces that mean something, in any order, with anything between.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

/// A secret that must not be seen again.
pub(crate) const CANARY: &str = "c4narySecret0123";

/// A one-time key as it should be.
pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef";

const TEXTS: &[&str] =
    &["", CANARY, "Bad Request, expired access_token", "0", "a\nb\u{202e}", "<b>"];

/// Pieces in any order, now and then something else.
pub(crate) fn made_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => select(pieces).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => "[a-z0-9]{1,6}",
        1 => any::<String>(),
    ];
    vec(piece, 0..12).prop_map(|parts| parts.concat())
}

/// JSON whose members have these names, and among whose values is a secret.
pub(crate) fn json(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => select(TEXTS).prop_map(Value::from),
        1 => any::<String>().prop_map(|text| format!("{text}{CANARY}{text}").into()),
        2 => any::<i32>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        2 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let name = prop_oneof![9 => select(names).prop_map(str::to_owned), 1 => any::<String>()];
        prop_oneof![
            3 => vec((name, inner.clone()), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
            1 => vec(inner, 0..4).prop_map(Value::Array),
        ]
    })
}
