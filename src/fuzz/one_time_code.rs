//! One-time codes, in the queries that bring them back.

use proptest::prelude::*;

use super::generators::{KEY, made_of};
use super::holds;
use crate::secret::Secret;
use crate::{Code, Result};

/// Of a query made of these pieces, `read` takes 32 hexadecimal digits or nothing, and its error shows no code.
pub(crate) fn only_a_well_formed_code_passes(
    file: &'static str,
    pieces: &'static [&'static str],
    read: impl Fn(&str) -> Result<Secret>,
) {
    holds(file, made_of(pieces), |query| {
        match read(&query) {
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
