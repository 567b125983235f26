//! What may be called: the described paths, and nothing that could be read as another.

use std::cmp::Reverse;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::generators::made_of;
use super::holds;
use crate::http::Method;
use crate::http::base_url::{BaseUrl, Reach};
use crate::providers::operation::{Operation, placeholder};
use crate::providers::paths::fits;
use crate::providers::{Provider, Table};

fn described() -> Vec<(Table, Operation)> {
    let all = Provider::ALL.iter().map(|provider| provider.operations());
    all.flat_map(|table| table.iter().map(move |operation| (table, operation))).collect()
}

#[test]
fn a_described_path_is_found_with_anything_plain_in_it() {
    holds(
        file!(),
        (select(described()), vec("[A-Za-z0-9_~-]{1,9}", 8)),
        |((table, operation), words)| {
            let mut words = words.iter();
            let segments =
                operation.segments().into_iter().map(|segment| match placeholder(segment) {
                    Some((_, ending)) => format!("{}{ending}", words.next().unwrap()),
                    None => segment.to_owned(),
                });
            let path = segments.collect::<Vec<_>>().join("/");
            prop_assert!(fits(&operation.path(), &path), "{}", path);
            let found = table.by_path(operation.method, &path);
            prop_assert!(found.is_some_and(|found| fits(&found.path(), &path)), "{}", path);
            Ok(())
        },
    );
}

#[test]
fn what_fits_leads_nowhere_else() {
    let pieces: &[&str] = &[
        "/",
        "//",
        ".",
        "..",
        "%2e",
        "%2f",
        "\\",
        "api",
        "v1",
        "tickets",
        ".json",
        "flow",
        "tags",
        "crm",
        "users",
        ";",
        "?",
        "#",
        "@",
        ":",
        "\t",
        "7",
        "get_user_info",
        "addressbooks",
    ];
    let method =
        select(&[Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete][..]);
    let inputs = (select(described()), made_of(pieces), vec(made_of(pieces), 8), method);
    holds(file!(), inputs, |((table, operation), loose, words, method)| {
        let mut words = words.iter();
        let filled = operation.segments().into_iter().map(|segment| match placeholder(segment) {
            Some((_, ending)) => format!("{}{ending}", words.next().unwrap()),
            None => segment.to_owned(),
        });
        let filled = filled.collect::<Vec<_>>().join("/");
        for path in [loose, filled] {
            // What the Worker is asked for begins with a slash; an undescribed request, which has no path, does not.
            let Some(found) = table.by_path(method, &path).filter(|_| path.starts_with('/')) else {
                continue;
            };
            prop_assert_eq!(found.method, method);
            prop_assert!(!path.contains(['%', '\\', '?', '#', ';', '@', ':']), "{}", path);
            prop_assert!(!path.split('/').any(|part| part == "." || part == ".."), "{}", path);
            prop_assert!(!path.contains("//"), "{}", path);
            let base = BaseUrl::parse("https://desk.example/api", Reach::Public).unwrap();
            prop_assert_eq!(base.join(&path), format!("https://desk.example/api{path}"));
        }
        Ok(())
    });
}

/// How [`Table::by_path`] is meant, without its haste: every operation is read, and compared with its path.
struct Slowly(Table, Vec<(Operation, String)>);

impl Slowly {
    fn of(table: Table) -> Self {
        Self(table, table.iter().map(|operation| (operation, operation.path())).collect())
    }

    fn by_path(&self, method: Method, path: &str) -> Option<Operation> {
        let fitting = self
            .1
            .iter()
            .filter(|(operation, template)| operation.method == method && fits(template, path));
        let least = fitting.min_by_key(|(operation, template)| {
            let slashes = template.matches('/').count();
            (operation.in_path().count(), Reverse(template.len() - slashes))
        });
        least.map(|(operation, _)| *operation)
    }

    fn agrees(&self, methods: &[Method], path: &str) {
        for method in methods.iter().copied() {
            let found = self.0.by_path(method, path);
            assert_eq!(found, self.by_path(method, path), "{method:?} {path}");
        }
    }
}

fn tables() -> Vec<Slowly> {
    Provider::ALL.iter().map(|provider| Slowly::of(provider.operations())).collect()
}

const METHODS: [Method; 7] = [
    Method::Delete,
    Method::Get,
    Method::Head,
    Method::Options,
    Method::Patch,
    Method::Post,
    Method::Put,
];

#[test]
fn what_is_skipped_would_not_fit() {
    for slowly in tables() {
        for (operation, path) in &slowly.1 {
            let own = &[operation.method];
            let filled = path.replace(['{', '}'], "");
            slowly.agrees(own, path);
            slowly.agrees(&METHODS, &filled);
            slowly.agrees(own, &format!("{filled}/7"));
            slowly.agrees(own, filled.rsplit_once('/').map_or("", |(shorter, _)| shorter));
        }
    }
}

#[test]
fn nor_would_what_is_made_of_the_same_segments() {
    let all = tables();
    let inputs = (0..all.len(), vec(any::<(u16, u8)>(), 0..7));
    holds(file!(), inputs, |(table, picks)| {
        let mut path = String::new();
        for (operation, at) in picks {
            let (_, other) = &all[table].1[usize::from(operation) % all[table].1.len()];
            let parts: Vec<_> = other.split('/').skip(1).collect();
            let part = parts.get(usize::from(at) % parts.len().max(1)).unwrap_or(&"");
            path = format!("{path}/{}", part.replace(['{', '}'], ""));
        }
        all[table].agrees(&METHODS, &path);
        Ok(())
    });
}
