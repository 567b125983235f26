//! What Bangwo8 asks: only who knows the shared code is heard, and the code is not shown.

use proptest::prelude::*;

use super::crm::{Asks, read};
use crate::Code;
use crate::fuzz::generators::{CANARY, json, made_of};
use crate::fuzz::holds;
use crate::http::query;
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
        let decoded = query::decode(&fields).unwrap_or_default();
        let given = decoded.iter().rev().find(|(name, _)| name == "authcode");
        let knows = given.is_some_and(|(_, value)| value == CANARY);
        prop_assert!(read(&fields, &body, &Secret::new("")).is_err());
        match read(&fields, &body, &Secret::new(CANARY)) {
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
                prop_assert!(
                    knows
                        || error.code() != Code::InvalidArgument
                        || query::decode(&fields).is_err()
                );
            }
        }
        Ok(())
    });
}
