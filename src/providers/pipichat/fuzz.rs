//! What a browser brings back: at most one flow is claimed for it, and nothing is sent without one.

use std::cell::Cell;

use proptest::prelude::*;

use super::callback;
use crate::fuzz::generators::{KEY, made_of};
use crate::fuzz::holds;
use crate::fuzz::one_time_code::only_a_well_formed_code_passes;
use crate::http::RequestFields;
use crate::http::base_url::Reach;
use crate::oauth::finish::{App, Arrival, finish};
use crate::oauth::flow::Flow;
use crate::oauth::start::{Start, start};
use crate::oauth::test_host::{TestHost, wait};
use crate::oauth::{Binding, KeyRing};
use crate::providers::Instance;
use crate::secret::Secret;

const PIECES: &[&str] = &[
    "auth_key=",
    "state=",
    "&",
    "=",
    "?",
    "?auth_key=",
    "%",
    "%61",
    "%ff",
    "+",
    ";",
    "#",
    KEY,
    "0123456789ABCDEF0123456789ABCDEF",
    "STATE",
    "\0",
    "\r\n",
    "error=access_denied",
];

#[test]
fn of_a_query_only_a_well_formed_key_passes_and_none_is_shown() {
    only_a_well_formed_code_passes(file!(), PIECES, |query| {
        Ok(callback::read(&RequestFields::of_query(&callback::mend_query(query))?)?.code)
    });
}

#[test]
fn a_callback_claims_one_flow_of_this_browser_or_none_and_sends_nothing_without() {
    let inputs = (made_of(PIECES), 0..4usize, any::<bool>(), any::<bool>(), any::<bool>());
    holds(file!(), inputs, |(query, flows, echoes, is_late, refuses)| {
        let host = TestHost::default()
            .answer(200, r#"{"access_token":"fedcba9876543210fedcba9876543210"}"#)
            .answer(200, r#"{"user_info":{"user_id":"7"}}"#);
        let ring = KeyRing::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "").unwrap();
        let mode = if echoes { "echo" } else { "none" };
        let settings =
            format!(r#"{{"provider":"pipichat","app_id":"1763","state_mode":"{mode}"}}"#);
        let settings = serde_json::from_str(&settings).unwrap();
        let instance = Instance::read("pipichat", settings, Reach::Public).unwrap();
        let begun: Vec<_> = (0..flows)
            .map(|_| wait(start(&host, &ring, &instance, Start::default())).unwrap())
            .collect();
        let state = begun.first().and_then(|begun| begun.flow.state.clone()).unwrap_or_default();
        let fields = query.replace("STATE", &state);
        if is_late {
            host.now_ms.set(host.now_ms.get() + 600_000);
        }
        let names: Vec<_> = begun.iter().map(|begun| begun.flow.cookie_name()).collect();
        let cookies = names.iter().zip(&begun);
        let sealed: Vec<_> =
            cookies.map(|(name, begun)| (name.as_str(), begun.sealed.as_str()).into()).collect();
        let Ok(read) = RequestFields::of_query(&callback::mend_query(&fields)) else {
            return Ok(());
        };
        let arrival = Arrival { fields: &read, sealed_flows: &sealed };
        let claims = Cell::new(0);
        let claim = async |fitting: &[Flow], _: &str| {
            claims.set(claims.get() + 1);
            let all = fitting.iter().all(|one| begun.iter().any(|begun| begun.flow == *one));
            assert!(all && !fitting.is_empty());
            if refuses { Err(crate::oauth::finish::replayed()) } else { Ok(fitting[0].clone()) }
        };
        let secret = Secret::new("app-secret");
        let app = App { instance: &instance, secret: &secret, redirect_uri: "", may_repeat: true };
        let finished = wait(finish(&host, &ring, &app, &arrival, claim));
        prop_assert!(claims.get() <= 1);
        let sent = host.sent.borrow();
        prop_assert_eq!(sent.is_empty(), refuses || claims.get() == 0, "{:?}", sent);
        prop_assert!(sent.iter().all(|sent| sent.starts_with("GET https://pipichat.com/api/")));
        match finished {
            Ok(finished) => {
                prop_assert!(!is_late && !refuses && claims.get() == 1);
                let binding = if echoes { Binding::State } else { Binding::Cookie };
                prop_assert_eq!(finished.binding, binding);
                prop_assert!(!echoes || fields.contains(&state));
            }
            Err(error) => {
                let shown = format!("{error:?}");
                prop_assert!(!shown.contains(KEY) && !shown.contains("app-secret"), "{}", shown);
            }
        }
        Ok(())
    });
}
