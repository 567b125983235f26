//! The `Cookie` header field.

use proptest::prelude::*;

use super::generators::made_of;
use super::holds;
use crate::http::cookie::{Cookies, SameSite, set};

const PIECES: &[&str] = &[
    "__Host-portaria-flow-",
    "__Host-Http-portaria",
    "=",
    ";",
    "; ",
    "\"",
    ",",
    "v1.",
    " ",
    "\t",
    "\u{2000}",
    "\u{a0}",
    "\r\n",
    "a=b",
];

#[test]
fn every_cookie_is_a_part_of_what_was_sent() {
    holds(file!(), made_of(PIECES), |header| {
        let read: Vec<_> = Cookies::of(&header).iter().collect();
        prop_assert!(read.len() <= header.split(';').count());
        for (name, value) in &read {
            prop_assert!(header.contains(name) && header.contains(value));
            prop_assert!(!name.contains(['=', ';']) && !value.contains(';'));
        }
        // Read again as it was understood, it is the same.
        let again = read.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let again = again.join("; ");
        let reread: Vec<_> = Cookies::of(&again).iter().collect();
        for ((name, value), (read_name, read_value)) in read.iter().zip(&reread) {
            prop_assert_eq!((name, value), (read_name, read_value));
            let count = read.iter().filter(|(other, _)| other == name).count();
            prop_assert_eq!(Cookies::of(&header).single(name).is_some(), count == 1);
        }
        Ok(())
    });
}

#[test]
fn what_we_set_is_what_we_read() {
    holds(file!(), ("[A-Za-z0-9_-]{1,20}", "[A-Za-z0-9._-]{0,60}"), |(name, value)| {
        let line = set(&name, &value, SameSite::Lax, 600);
        let sent = line.split(';').next().unwrap_or_default();
        prop_assert_eq!(Cookies::of(sent).single(&name), Some(value.as_str()));
        Ok(())
    });
}
