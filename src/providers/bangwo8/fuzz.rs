//! What Bangwo8 asks: only who knows the shared code is heard, and the code is not shown.

use proptest::prelude::*;

use super::crm::{Asks, read};
use crate::Code;
use crate::fuzz::generators::{CANARY, json, made_of};
use crate::fuzz::holds;
use crate::http::RequestFields;
use crate::secret::Secret;

#[test]
fn only_who_knows_the_code_is_heard() {
    let fields = made_of(&["authcode=", "supportname=", CANARY, "&", "=", "%63", "%ff", "+", "?"]);
    let body = prop_oneof![
        json(&["type", "companyid", "querycontent"]).prop_map(|body| body.to_string()),
        made_of(&[
            "{\"type\":",
            "\"get\"",
            "\"querynote\"",
            ",\"companyid\":",
            "\"1, 2,,\"",
            "12",
            "}",
            "\u{feff}"
        ]),
    ];
    holds(file!(), (fields, body), |(fields, body)| {
        let Ok(fields) = RequestFields::read_untyped(&fields, &body) else { return Ok(()) };
        let given = fields.text("authcode");
        let is_readable = given.is_ok();
        let knows = given.is_ok_and(|given| given == Some(CANARY));
        prop_assert!(read(&fields, &Secret::new("")).is_err());
        match read(&fields, &Secret::new(CANARY)) {
            Ok(query) => {
                prop_assert!(knows);
                if let Asks::Get { company_ids } = query.asks {
                    prop_assert!(
                        company_ids
                            .iter()
                            .all(|id| !id.is_empty() && id.trim() == id && !id.contains(','))
                    );
                }
            }
            Err(error) => {
                let shown = format!("{error:?}");
                prop_assert!(!shown.contains(CANARY));
                // Who does not know the code is told nothing of what he asked.
                prop_assert!(knows || !is_readable || error.code() == Code::Unauthorized);
            }
        }
        Ok(())
    });
}
