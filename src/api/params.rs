//! Parameters: one flat object with the wire's names, checked before anything is sent.

use crate::encoded_object::{EncodedObject, Kind, Member};
use crate::error::{Error, Result};
use crate::providers::{ListStyle, Operation};
use crate::text::{join, number, text};

/// An object of parameters, wherever it lives. A member that is undefined is not there.
pub trait Params {
    /// The names of the members that are there.
    fn names(&self) -> impl Iterator<Item = &str>;
    /// The text of a member that is a text, a number or a boolean.
    fn scalar(&self, name: &str) -> Option<&str>;
    /// The query fields of a member that is a list of such, in this style, or an object of such (`name[key]=a`, OpenAPI's `deepObject`
    /// style).
    fn fields(&self, name: &str, lists: ListStyle) -> Option<Vec<(String, &str)>>;
    /// The number of items of a member that is an array.
    fn count(&self, name: &str) -> Option<usize>;
}

impl Params for EncodedObject {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.own().map(|member| member.name.as_str())
    }

    fn scalar(&self, name: &str) -> Option<&str> {
        let member = self.get(name)?;
        matches!(member.kind, Kind::Text | Kind::Plain).then_some(&member.text)
    }

    fn fields(&self, name: &str, lists: ListStyle) -> Option<Vec<(String, &str)>> {
        let field = |member: &&Member| match member.kind {
            Kind::Inner(_) => text![name, "[", member.name, "]"],
            // The name may have them already, where a caller writes it as the wire does.
            _ if lists == ListStyle::Brackets && !name.ends_with("[]") => text![name, "[]"],
            _ => name.to_owned(),
        };
        let inner = self.within(name)?;
        Some(inner.iter().map(|member| (field(member), member.text.as_str())).collect())
    }

    fn count(&self, name: &str) -> Option<usize> {
        let member = self.get(name).filter(|member| member.kind == Kind::List)?;
        member.text.parse().ok()
    }
}

/// Checks parameters against the operation: none is missing, none is unknown, no list is too long.
///
/// # Errors
/// `invalid_argument`, naming the parameter, and the nearest one that there is.
pub fn check(operation: &Operation, params: &impl Params) -> Result<()> {
    if !operation.is_open()
        && let Some(name) = params.names().find(|name| !operation.takes(name))
    {
        return Err(unknown(operation, name));
    }
    if !operation.is_demanding() {
        return Ok(());
    }
    for parameter in operation.parameters() {
        if parameter.required && !params.names().any(|name| name == parameter.name) {
            return Err(Error::invalid(parameter.name, "is missing"));
        }
        if let (Some(most), Some(count)) = (parameter.max_items, params.count(parameter.name))
            && count > most
        {
            return Err(Error::invalid(
                parameter.name,
                text![
                    "holds ",
                    number(count as u64),
                    " items; ",
                    number(most as u64),
                    " at most are accepted"
                ],
            ));
        }
    }
    Ok(())
}

fn unknown(operation: &Operation, name: &str) -> Error {
    let name = crate::secret::scrub(name, &[]);
    let nearest = operation
        .parameters()
        .map(|parameter| (distance(&name, parameter.name), parameter.name))
        .min()
        .filter(|(distance, _)| *distance * 2 <= name.len());
    match nearest {
        Some((_, nearest)) => Error::invalid(
            &name,
            text!["is not a parameter of this operation; did you mean ", nearest, "?"],
        ),
        None => {
            let known: Vec<_> = operation.parameters().map(|parameter| parameter.name).collect();
            let known = if known.is_empty() { "none".into() } else { join(&known, ", ") };
            Error::invalid(&name, text!["is not a parameter of this operation; it takes ", known])
        }
    }
}

/// The Levenshtein distance: how many letters must change.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, cell) in other.bytes().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::encoded_object::EncodedObject;
    use crate::encoded_object::tests::encode;
    use crate::providers::Provider;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    pub(crate) fn params(value: &Value) -> EncodedObject {
        encode(value)
    }

    #[test]
    fn what_is_missing_unknown_or_too_much_is_named() {
        let tags: Vec<_> = (0..21).map(|n| json!({"tag_ns": format!("f1t{n}")})).collect();
        let cases = [
            ("flowTags.create", json!({}), "name is missing"),
            (
                "flowTags.create",
                json!({"nam": "vip"}),
                "nam is not a parameter of this operation; did you mean name?",
            ),
            (
                "flowTags.create",
                json!({"name": "vip", "colour": 1}),
                "colour is not a parameter of this operation; it takes name",
            ),
            (
                "flowTags.list",
                json!({"pages": 3}),
                "pages is not a parameter of this operation; did you mean page?",
            ),
            ("me.get", json!({"id": 3}), "id is not a parameter of this operation; it takes none"),
            (
                "subscribers.addTags",
                json!({"user_ns": "f1u2", "data": tags}),
                "data holds 21 items; 20 at most are accepted",
            ),
            ("subscribers.addTags", json!({"data": []}), "user_ns is missing"),
            ("tickets.delete", json!({"listId": 3}), "listItemId is missing"),
        ];
        for (id, value, expected) in cases {
            let operation = Provider::Sample.operations().by_id(id).unwrap();
            let error = check(&operation, &params(&value)).unwrap_err();
            assert_eq!(error.details().message, expected, "{id} {value}");
        }
    }

    #[test]
    fn what_fits_passes_and_open_bodies_take_more() {
        let cases = [
            ("flowTags.list", json!({})),
            ("flowTags.list", json!({"page": 2, "limit": 100, "name": "v"})),
            ("subscribers.addTags", json!({"user_ns": "f1u2", "data": [{"tag_ns": "f1t1"}]})),
            ("apps.update", json!({"app_id": 3, "whatever": "x"})),
        ];
        for (id, value) in cases {
            let operation = Provider::Sample.operations().by_id(id).unwrap();
            assert!(check(&operation, &params(&value)).is_ok(), "{id} {value}");
        }
    }

    #[test]
    fn distances_are_counted() {
        for (one, other, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("limit", "limits", 1),
        ] {
            assert_eq!(distance(one, other), expected);
        }
    }

    proptest! {
        #[test]
        fn any_name_is_answered(name in any::<String>()) {
            let operation = Provider::Sample.operations().by_id("flowTags.list").unwrap();
            let _ = check(&operation, &params(&json!({ name: 1 })));
        }
    }
}
