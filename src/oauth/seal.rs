//! Sealing: AES-256-GCM with a fresh random nonce, under a ring of keys.
//!
//! A sealed text is `v1.{key id}.{nonce and ciphertext, base64url}`. The deployment that sealed it and the purpose, such as
//! the instance and owner of a record, are authenticated with it: a text sealed for one purpose does not open for another, so
//! records cannot be swapped, and nothing opens at another deployment that has the same key.

use std::rc::Rc;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::host::{Host, Key, KeyHandle, NONCE_LENGTH};
pub(crate) use crate::text::hex;

const VERSION: &str = "v1";

/// The keys that seal at one deployment, newest first: the first one seals, all of them open.
pub struct KeyRing {
    deployment: Rc<str>,
    keys: Vec<Key>,
}

/// What is known of a ring without its keys.
#[derive(Clone, Debug)]
pub struct KeyRingHandle {
    deployment: Rc<str>,
    keys: Vec<Rc<KeyHandle>>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ring of {}", self.keys.len())
    }
}

impl KeyRing {
    /// Reads keys of 32 bytes in base64 or base64url, separated by commas or white space. They seal for one deployment: what
    /// names it, such as its address, is part of every purpose.
    ///
    /// # Errors
    /// `configuration` when there is none, or one is not 32 bytes. No key is shown.
    pub fn parse(text: &str, deployment: &str) -> Result<Self> {
        let keys: Vec<_> = text
            .split([',', ' ', '\t', '\r', '\n'])
            .filter(|key| !key.is_empty())
            .map(parse_key)
            .collect::<Result<_>>()?;
        if keys.is_empty() {
            return Err(bad_key());
        }
        Ok(Self { deployment: deployment.into(), keys })
    }

    /// What is known of the ring, without its keys.
    #[must_use]
    pub fn handle(&self) -> KeyRingHandle {
        let keys = self.keys.iter().map(|key| Rc::clone(key.handle())).collect();
        KeyRingHandle { deployment: Rc::clone(&self.deployment), keys }
    }

    /// The ring of which this is known. Where something is missing that only the keys can tell, they are read: `read` is given
    /// the deployment.
    pub fn from_handle(
        handle: &KeyRingHandle,
        read: impl FnOnce(&str) -> Option<Self>,
    ) -> Option<Self> {
        let keys = match handle.keys.iter().map(Key::from_handle).collect() {
            Some(keys) => keys,
            None => {
                let keys = read(&handle.deployment)?.keys.into_iter().zip(&handle.keys);
                keys.map(|(key, handle)| key.with_handle(Rc::clone(handle))).collect()
            }
        };
        Some(Self { deployment: Rc::clone(&handle.deployment), keys })
    }

    /// What is authenticated with a text. No deployment's name has a line break, so it cannot be taken for a part of a purpose.
    fn authenticated(&self, purpose: &str) -> Vec<u8> {
        [&self.deployment, "\n", purpose].concat().into_bytes()
    }

    /// Seals a text for a purpose.
    ///
    /// # Errors
    /// When the host has no randomness or no cryptography.
    pub async fn seal(&self, host: &impl Host, purpose: &str, plain: &str) -> Result<String> {
        let key = self.keys.first().ok_or_else(bad_key)?;
        let mut nonce = [0; NONCE_LENGTH];
        host.random(&mut nonce)?;
        let mut sealed = nonce.to_vec();
        let authenticated = self.authenticated(purpose);
        sealed.extend(host.encrypt(key, &nonce, &authenticated, plain.as_bytes()).await?);
        let id = &key.handle().id;
        Ok(format!("{VERSION}.{id}.{}", Base64UrlUnpadded::encode_string(&sealed)))
    }

    /// Whether a text was sealed under the newest key.
    #[must_use]
    pub fn is_newest(&self, sealed: &str) -> bool {
        self.keys
            .first()
            .is_some_and(|key| sealed.split('.').nth(1) == Some(key.handle().id.as_str()))
    }

    /// Opens a text that was sealed for this purpose at this deployment; `None` when it was not, or was changed, or its key has
    /// left the ring.
    ///
    /// # Errors
    /// When the host has no cryptography.
    pub async fn open(
        &self,
        host: &impl Host,
        purpose: &str,
        sealed: &str,
    ) -> Result<Option<Zeroizing<String>>> {
        let mut parts = sealed.split('.');
        let (Some(VERSION), Some(id), Some(data), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let Ok(data) = Base64UrlUnpadded::decode_vec(data) else { return Ok(None) };
        let Some((nonce, ciphertext)) = data.split_first_chunk::<NONCE_LENGTH>() else {
            return Ok(None);
        };
        for key in &self.keys {
            if key.handle().id == id {
                let authenticated = self.authenticated(purpose);
                let plain = host.decrypt(key, nonce, &authenticated, ciphertext).await?;
                return Ok(plain
                    .and_then(|plain| String::from_utf8(plain).ok())
                    .map(Zeroizing::new));
            }
        }
        Ok(None)
    }
}

fn parse_key(text: &str) -> Result<Key> {
    let mut key = Box::new(Zeroizing::new([0; 32]));
    let standard = text.replace('-', "+").replace('_', "/");
    let padded = format!("{}=", standard.trim_end_matches('='));
    match Base64::decode(&padded, key.as_mut_slice()) {
        Ok(decoded) if decoded.len() == 32 => {
            let id = key_id(&key);
            Ok(Key::new(key, id))
        }
        _ => Err(bad_key()),
    }
}

/// Tells keys apart without telling anything of them: the first bytes of a digest.
fn key_id(key: &[u8; 32]) -> String {
    let digest = sha256(&[b"portaria key id", key]);
    digest.first_chunk::<4>().map(|start| hex(start)).unwrap_or_default()
}

fn bad_key() -> Error {
    Error::new(
        Code::Configuration,
        "The sealing key must be 32 random bytes in base64 (make one with: openssl rand -base64 32). \
         Several keys, newest first, are separated by commas.",
    )
}

/// A fresh id of 256 random bits, in base64url.
///
/// # Errors
/// When the host has no randomness.
pub fn random_id(host: &impl Host) -> Result<String> {
    let mut bytes = [0; 32];
    host.random(&mut bytes)?;
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

#[cfg(test)]
mod tests {
    use super::super::test_host::{TestHost, wait};
    use super::*;

    const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "__________________________________________8";

    const HERE: &str = "https://desk.example.com";

    fn ring(keys: &str) -> KeyRing {
        KeyRing::parse(keys, HERE).unwrap()
    }

    fn seal(keys: &str, purpose: &str) -> String {
        wait(ring(keys).seal(&TestHost::default(), purpose, "a text ü")).unwrap()
    }

    fn open(keys: &str, purpose: &str, sealed: &str) -> Option<String> {
        wait(ring(keys).open(&TestHost::default(), purpose, sealed))
            .unwrap()
            .map(|text| text.to_string())
    }

    #[test]
    fn a_sealed_text_opens_for_its_purpose_only() {
        let sealed = seal(OLD, "flow/sample");
        assert!(!sealed.contains("text"));
        assert_eq!(open(OLD, "flow/sample", &sealed).as_deref(), Some("a text ü"));
        assert_eq!(open(OLD, "flow/somee", &sealed), None);
    }

    /// Row 5 of SECURITY.md: the same key at another deployment opens nothing, however the two names could be joined.
    #[test]
    fn a_sealed_text_opens_at_its_own_deployment_only() {
        let host = TestHost::default();
        let sealed = seal(OLD, "portaria/session");
        for (deployment, purpose) in [
            ("https://staging.example.com", "portaria/session"),
            ("https://desk.example.com/staging", "portaria/session"),
            ("http://desk.example.com", "portaria/session"),
            ("https://desk.example.com:8443", "portaria/session"),
            ("", "portaria/session"),
            ("", "https://desk.example.com\nportaria/session"),
            ("https://desk.example.com\nportaria", "session"),
        ] {
            let other = KeyRing::parse(OLD, deployment).unwrap();
            let opened = wait(other.open(&host, purpose, &sealed)).unwrap();
            assert_eq!(opened, None, "{deployment} {purpose}");
        }
        let known = KeyRing::from_handle(&ring(OLD).handle(), |deployment| {
            assert_eq!(deployment, HERE);
            KeyRing::parse(OLD, "elsewhere").ok()
        });
        assert!(wait(known.unwrap().open(&host, "portaria/session", &sealed)).unwrap().is_some());
    }

    #[test]
    fn a_ring_seals_with_its_first_key_and_opens_with_all() {
        let sealed = seal(OLD, "p");
        assert_eq!(open(&format!("{NEW}, {OLD}"), "p", &sealed).as_deref(), Some("a text ü"));
        assert_eq!(open(NEW, "p", &sealed), None);
        assert_eq!(open(OLD, "p", &seal(&format!("{NEW}\n{OLD}"), "p")), None);
    }

    #[test]
    fn keys_are_read_again_only_until_the_host_has_made_something_of_them() {
        let host = TestHost::default();
        let both = format!("{NEW},{OLD}");
        let first = ring(&both);
        let sealed = wait(first.seal(&host, "p", "a text")).unwrap();
        assert_eq!(first.handle().keys[0].id, sealed.split('.').nth(1).unwrap());
        assert!(KeyRing::from_handle(&first.handle(), |_| None).is_none()); // nothing was made of the second yet
        let again = KeyRing::from_handle(&first.handle(), |_| Some(ring(&both))).unwrap();
        for sealed in [sealed, seal(OLD, "p")] {
            assert!(wait(again.open(&host, "p", &sealed)).unwrap().is_some());
            assert!(wait(first.open(&host, "p", &sealed)).unwrap().is_some());
        }
        let unread = KeyRing::from_handle(&first.handle(), |_| None).unwrap();
        let sealed = wait(unread.seal(&host, "p", "another")).unwrap();
        assert!(wait(first.open(&host, "p", &sealed)).unwrap().is_some());
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let sealed = seal(OLD, "p");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(OLD, "p", &String::from_utf8(changed).unwrap()), None, "at {at}");
        }
        for text in [
            "",
            ".",
            "v1",
            "v1..",
            "v1.00000000.AAAA",
            &format!("{sealed}."),
            &sealed[..sealed.len() - 4],
        ] {
            assert_eq!(open(OLD, "p", text), None, "{text}");
        }
    }

    #[test]
    fn nonces_differ() {
        assert_ne!(seal(OLD, "p"), seal(OLD, "p"));
    }

    /// Bytes written as hexadecimal digits.
    fn bytes<const N: usize>(digits: &str) -> [u8; N] {
        std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
    }

    const CIPHERTEXT: &str = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                              8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

    /// Row 23 of SECURITY.md: test cases 15 and 16 of the submission of GCM to NIST. The Worker's own engine passes them in
    /// tests/worker/security-secrets.test.js.
    #[test]
    fn the_stand_in_for_web_crypto_passes_the_known_vectors() {
        let host = TestHost::default();
        let key = Zeroizing::new(bytes(&"feffe9928665731c6d6a8f9467308308".repeat(2)));
        let key = Key::new(Box::new(key), "id".into());
        let nonce: [u8; 12] = bytes("cafebabefacedbaddecaf888");
        let plain: [u8; 64] = bytes(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
        ));
        let extra: [u8; 20] = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let cases: [(&[u8], usize, &str); 2] = [
            (&[], 64, "b094dac5d93471bdec1a502270e3cc6c"),
            (&extra, 60, "76fc6ece0f4e1768cddf8853bb2d551b"),
        ];
        for (aad, length, tag) in cases {
            let sealed = wait(host.encrypt(&key, &nonce, aad, &plain[..length])).unwrap();
            assert_eq!(hex(&sealed), format!("{}{tag}", &CIPHERTEXT[..2 * length]));
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert_eq!(wait(host.decrypt(&key, &nonce, aad, &changed)).unwrap(), None);
            }
        }
    }

    /// Row 23: the same text opens in the Worker (tests/worker/security-secrets.test.js), so both seal alike.
    #[test]
    fn a_text_that_another_program_sealed_opens() {
        let keys = "dGVzdHMgb25seTogbm90IGEgcmVhbCBrZXkgYXQgYWw=";
        let known = "v1.4ce472db.AAECAwQFBgcICQoLOOp1VlcfQk5D-l-T8b7SG40YzR5FwXsRtHs_mTtnqJIopjfF4ThJuCjdx2SDFsYf8X7kt2uzyxF4knoGm93tdJCc8VGIQhCg9Gx_YLvX6Fu70lesfhM5-A";
        let text = r#"{"id":"known-answer","expires_at":4102444800000,"seen_at":4102444800000}"#;
        assert_eq!(open(keys, "portaria/session", known).as_deref(), Some(text));
        assert_eq!(open(keys, "portaria/flow/sample", known), None);
        assert_eq!(open(OLD, "portaria/session", known), None);
    }

    /// Row 23: 96 random bits a text.
    #[test]
    fn no_nonce_is_used_twice() {
        let nonces: std::collections::HashSet<_> = (0..2000)
            .map(|_| seal(OLD, "p").split('.').next_back().unwrap()[..16].to_owned())
            .collect();
        assert_eq!(nonces.len(), 2000);
    }

    #[test]
    fn a_bad_key_is_refused_without_being_shown() {
        for text in [
            "",
            " ,",
            "short",
            &OLD[..40],
            &format!("{OLD}AAAA"),
            "not base64 at all!",
            &format!("{OLD},x"),
        ] {
            let error = KeyRing::parse(text, HERE).unwrap_err();
            assert_eq!(error.code(), Code::Configuration, "{text}");
            assert!(!error.to_string().contains("AAAA"), "{error}");
        }
    }

    #[test]
    fn ids_do_not_repeat() {
        let host = TestHost::default();
        let ids: std::collections::HashSet<_> =
            (0..100_000).map(|_| random_id(&host).unwrap()).collect();
        assert_eq!(ids.len(), 100_000);
        assert!(ids.iter().all(|id| id.len() == 43));
    }
}
