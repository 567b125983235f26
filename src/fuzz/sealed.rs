//! Sealed records: what was changed does not open, and what opens is what was sealed.

use proptest::collection::vec;
use proptest::prelude::*;

use super::generators::made_of;
use super::holds;
use crate::oauth::KeyRing;
use crate::oauth::flow::Flow;
use crate::oauth::test_host::{TestHost, wait};

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[test]
fn a_changed_record_does_not_open() {
    let edits = vec((any::<prop::sample::Index>(), any::<char>(), 0..3u8), 0..4);
    holds(
        file!(),
        (".{0,40}", "[a-z/]{0,12}", "[a-z/]{0,12}", edits),
        |(text, purpose, other, edits)| {
            let (host, ring) = (TestHost::default(), KeyRing::parse(KEY, "").unwrap());
            let sealed = wait(ring.seal(&host, &purpose, &text)).unwrap();
            let mut chars: Vec<char> = sealed.chars().collect();
            for (at, with, how) in edits {
                let at = at.index(chars.len() + 1);
                match how {
                    0 => chars.insert(at, with),
                    _ if at == chars.len() => {}
                    1 => chars[at] = with,
                    _ => drop(chars.remove(at)),
                }
            }
            let changed: String = chars.into_iter().collect();
            let opened = wait(ring.open(&host, &purpose, &changed)).unwrap();
            let is_same = changed == sealed;
            prop_assert_eq!(
                opened.as_deref().map(String::as_str),
                is_same.then_some(text.as_str())
            );
            if other != purpose {
                prop_assert!(wait(ring.open(&host, &other, &sealed)).unwrap().is_none());
            }
            Ok(())
        },
    );
}

#[test]
fn a_text_of_a_stranger_is_no_record() {
    let pieces: &[&str] = &["v1", "v2", ".", "AAAA", "=", "-", "_", "+", "/", "00000000", "\n"];
    holds(file!(), made_of(pieces), |text| {
        let (host, ring) = (TestHost::default(), KeyRing::parse(KEY, "").unwrap());
        prop_assert!(wait(ring.open(&host, "p", &text)).unwrap().is_none());
        prop_assert!(
            wait(Flow::open(&host, &ring, "sample", text.as_str().into())).unwrap().is_none()
        );
        Ok(())
    });
}
