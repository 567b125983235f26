//! SHA-256 (FIPS 180-4) at once, where the host's takes a promise that costs more than the digest. For what is short.

use std::hint::black_box;

use sha2::{Digest as _, Sha256};

/// The digest. Nothing of the data is left on the stack.
#[must_use]
pub(crate) fn sha256(data: &[&[u8]]) -> [u8; 32] {
    let digest = digested(data);
    wipe_stack();
    digest
}

/// In a box, because a stack keeps what is moved over it; what is freed is wiped where memory is (src/js/memory.rs).
#[inline(never)]
fn digested(data: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Box::new(Sha256::new());
    data.iter().for_each(|part| hasher.update(part));
    hasher.finalize_reset().into()
}

/// Overwrites what [`digested`] and those whom it called had on the stack: blocks of the data.
#[inline(never)]
fn wipe_stack() {
    black_box(&mut [0_u8; 2048]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hex;

    #[test]
    fn the_known_answers_come_out() {
        // FIPS 180-4's own examples.
        let cases: [(&[&[u8]], &str); 3] = [
            (&[], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (&[b"a", b"bc"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                &[b"abcdbcdecdefdefgefghfghighijhijk", b"ijkljklmklmnlmnomnopnopq"],
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ];
        for (data, expected) in cases {
            assert_eq!(hex(&sha256(data)), expected);
        }
    }
}
