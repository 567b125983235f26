//! SHA-256 of several parts, the same whatever toolchain builds this.

use sha2::{Digest as _, Sha256};

#[derive(Debug, Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Adds a part, its length first: `ab` and `c` are not `a` and `bc`.
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// What was added, in hexadecimal.
    pub(crate) fn hex(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(parts: &[&str]) -> String {
        let mut digest = Digest::default();
        parts.iter().for_each(|part| digest.add(part.as_bytes()));
        digest.hex()
    }

    #[test]
    fn a_digest_is_the_same_with_every_toolchain() {
        assert_eq!(hex(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(
            hex(&["abc"]),
            "ce91dc5eec0139adf091900d225971d6ad246a845bad791b5693a9d0d55dd391"
        );
    }

    #[test]
    fn a_digest_depends_on_where_a_part_ends() {
        assert_ne!(hex(&["ab", "c"]), hex(&["a", "bc"]));
    }
}
