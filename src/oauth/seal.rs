//! Sealing: AES-256-GCM with a fresh random nonce, under a ring of keys.
//!
//! A sealed text is `v1.{key id}.{nonce and ciphertext, base64url}`. The purpose, such as the instance
//! and owner of a record, is authenticated with it: a text sealed for one purpose does not open for
//! another, so records cannot be swapped.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};
use crate::host::{Host, NONCE_LENGTH};

const VERSION: &str = "v1";

/// The keys that seal, newest first: the first one seals, all of them open.
pub struct Ring(Vec<Zeroizing<[u8; 32]>>);

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ring of {}", self.0.len())
    }
}

impl Ring {
    /// Reads keys of 32 bytes in base64 or base64url, separated by commas or white space.
    ///
    /// # Errors
    /// `configuration` when there is none, or one is not 32 bytes. No key is shown.
    pub fn parse(text: &str) -> Result<Self> {
        let keys: Vec<_> = text
            .split([',', ' ', '\t', '\r', '\n'])
            .filter(|key| !key.is_empty())
            .map(parse_key)
            .collect::<Result<_>>()?;
        if keys.is_empty() {
            return Err(bad_key());
        }
        Ok(Self(keys))
    }

    /// Seals a text for a purpose.
    ///
    /// # Errors
    /// When the host has no randomness or no cryptography.
    pub async fn seal(&self, host: &impl Host, purpose: &str, plain: &str) -> Result<String> {
        let key = self.0.first().ok_or_else(bad_key)?;
        let mut nonce = [0; NONCE_LENGTH];
        host.random(&mut nonce)?;
        let mut sealed = nonce.to_vec();
        sealed.extend(host.encrypt(key, &nonce, purpose.as_bytes(), plain.as_bytes()).await?);
        let id = key_id(host, key).await?;
        Ok(format!("{VERSION}.{id}.{}", Base64UrlUnpadded::encode_string(&sealed)))
    }

    /// Whether a text was sealed under the newest key.
    ///
    /// # Errors
    /// When the host has no cryptography.
    pub async fn is_newest(&self, host: &impl Host, sealed: &str) -> Result<bool> {
        if self.0.len() < 2 {
            return Ok(true); // there is no other that could have opened it
        }
        let key = self.0.first().ok_or_else(bad_key)?;
        Ok(sealed.split('.').nth(1) == Some(key_id(host, key).await?.as_str()))
    }

    /// Opens a text that was sealed for this purpose; `None` when it was not, or was changed, or its
    /// key has left the ring.
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
        for key in &self.0 {
            if key_id(host, key).await? == id {
                let plain = host.decrypt(key, nonce, purpose.as_bytes(), ciphertext).await?;
                return Ok(plain
                    .and_then(|plain| String::from_utf8(plain).ok())
                    .map(Zeroizing::new));
            }
        }
        Ok(None)
    }
}

/// Tells keys apart without telling anything of them: the first bytes of a digest.
async fn key_id(host: &impl Host, key: &[u8; 32]) -> Result<String> {
    let digest = host.sha256(&[b"portaria key id".as_slice(), key].concat()).await?;
    Ok(hex(&digest).chars().take(8).collect())
}

fn parse_key(text: &str) -> Result<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    let standard = text.replace('-', "+").replace('_', "/");
    let padded = format!("{}=", standard.trim_end_matches('='));
    match Base64::decode(&padded, key.as_mut()) {
        Ok(decoded) if decoded.len() == 32 => Ok(key),
        _ => Err(bad_key()),
    }
}

fn bad_key() -> Error {
    Error::new(
        Code::Configuration,
        "The sealing key must be 32 random bytes in base64 (make one with: openssl rand -base64 32). \
         Several keys, newest first, are separated by commas.",
    )
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

    fn seal(ring: &str, purpose: &str) -> String {
        wait(Ring::parse(ring).unwrap().seal(&TestHost::default(), purpose, "a text ü")).unwrap()
    }

    fn open(ring: &str, purpose: &str, sealed: &str) -> Option<String> {
        wait(Ring::parse(ring).unwrap().open(&TestHost::default(), purpose, sealed))
            .unwrap()
            .map(|text| text.to_string())
    }

    #[test]
    fn a_sealed_text_opens_for_its_purpose_only() {
        let sealed = seal(OLD, "flow/pipichat");
        assert!(!sealed.contains("text"));
        assert_eq!(open(OLD, "flow/pipichat", &sealed).as_deref(), Some("a text ü"));
        assert_eq!(open(OLD, "flow/somee", &sealed), None);
    }

    #[test]
    fn a_ring_seals_with_its_first_key_and_opens_with_all() {
        let sealed = seal(OLD, "p");
        assert_eq!(open(&format!("{NEW}, {OLD}"), "p", &sealed).as_deref(), Some("a text ü"));
        assert_eq!(open(NEW, "p", &sealed), None);
        assert_eq!(open(OLD, "p", &seal(&format!("{NEW}\n{OLD}"), "p")), None);
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
            let error = Ring::parse(text).unwrap_err();
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
