//! What opens an app: only a well-formed code passes, and none is shown.

use proptest::prelude::*;

use super::launch;
use crate::Code;
use crate::fuzz::generators::{KEY, made_of};
use crate::fuzz::holds;

const PIECES: &[&str] = &[
    "code=",
    "lang=",
    "&",
    "=",
    "?",
    "%",
    "%61",
    "%ff",
    "+",
    ";",
    "#",
    KEY,
    "0123456789ABCDEF0123456789ABCDEF",
    "\0",
    "\r\n",
    "error=access_denied",
];

#[test]
fn of_a_query_only_a_well_formed_code_passes_and_none_is_shown() {
    holds(file!(), made_of(PIECES), |query| {
        match launch::read(&query).map(|launch| launch.code) {
            Ok(code) => {
                prop_assert!(code.expose().len() == 32);
                prop_assert!(code.expose().bytes().all(|b| b.is_ascii_hexdigit()));
            }
            Err(error) => {
                prop_assert_eq!(error.code(), Code::InvalidArgument);
                let shown = format!("{error:?}").to_lowercase();
                prop_assert!(!shown.contains(KEY), "{}", shown);
            }
        }
        Ok(())
    });
}
