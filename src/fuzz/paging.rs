//! Lists that go on: always further, and never at another host.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::generators::{json, made_of};
use super::holds;
use crate::api::paging::{self, NextPage, PageRequest};
use crate::http::authority;
use crate::providers::Provider;
use crate::providers::operation::{Operation, PagingStyle};

const NAMES: &[&str] = &[
    "data",
    "tickets",
    "items",
    "meta",
    "current_page",
    "last_page",
    "next_page",
    "count",
    "id",
    "total",
    "contacts",
];

/// All lists there are.
fn lists() -> Vec<Operation> {
    let all = Provider::ALL.iter().flat_map(|provider| provider.operations().iter());
    all.filter(|operation| operation.paging().is_some()).collect()
}

#[test]
fn the_next_page_is_further_on_or_there_is_none() {
    let number = prop_oneof![(0..1_000_000u32).prop_map(f64::from), any::<f64>()];
    let asked = (option::of(number.clone()), option::of(".{0,6}"), option::of(number));
    let address = made_of(&[
        "https://",
        "http://",
        "//",
        "/",
        "\\",
        "@",
        "desk.example",
        "evil.example",
        ":443",
        "?page=",
        "&page=",
        "2",
        "99999999999",
        "#",
    ]);
    let inputs = (select(lists()), json(NAMES), address, any::<bool>(), asked);
    holds(file!(), inputs, |(operation, mut page, address, is_told, (at, cursor, size))| {
        let paging = operation.paging().unwrap();
        if let (Some(members), true) = (page.as_object_mut(), is_told) {
            members.insert("next_page".into(), address.clone().into());
            members.insert(paging.items.into(), serde_json::json!([{}, {}]));
        }
        let here = PageRequest { at, size, cursor: cursor.as_deref(), host: Some("desk.example") };
        match paging::next(&paging, &page, here) {
            Some(NextPage::Number(next)) => {
                let from =
                    at.unwrap_or(if paging.by == PagingStyle::Offset { 0.0 } else { f64::MIN });
                if paging.by == PagingStyle::Cursor {
                    prop_assert!(at != Some(next));
                } else {
                    prop_assert!(next > from, "from {} to {}", from, next);
                }
            }
            Some(NextPage::Text(next)) => {
                prop_assert!(paging.by == PagingStyle::Cursor && cursor.as_deref() != Some(&next));
                prop_assert!(!next.is_empty());
            }
            Some(NextPage::Elsewhere) => prop_assert_eq!(paging.by, PagingStyle::NextPage),
            None => {}
        }
        Ok(())
    });
}

#[test]
fn another_host_is_told_apart() {
    let inputs = ("https?://[a-z]{1,8}\\.example(:[0-9]{1,4})?", "[/?#][a-z0-9=&?#/@:]{0,20}");
    holds(file!(), inputs, |(origin, rest)| {
        let host = authority(&origin).unwrap_or_default().to_owned();
        let whole = format!("{origin}{rest}");
        prop_assert_eq!(authority(&whole), Some(host.as_str()));
        Ok(())
    });
}
