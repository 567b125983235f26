//! What opens an app: only a well-formed code passes, and none is shown.

use super::launch;
use crate::fuzz::generators::KEY;
use crate::fuzz::one_time_code::only_a_well_formed_code_passes;
use crate::http::RequestFields;

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
    only_a_well_formed_code_passes(file!(), PIECES, |query| {
        Ok(launch::read(&RequestFields::of_query(query)?)?.code)
    });
}
