//! An attempt to send a request that brought no whole answer. JavaScript says why by a number (`pkg/lib/attempt.js`,
//! `pkg/lib/http-bridge.js`), which the build writes into `pkg/dist/protocol.js`.

use crate::error::{Code, Error, Result};
use crate::http::authority;
use crate::text::{number, text};

/// A whole answer arrived.
pub const ANSWERED: u8 = 0;
/// The server could not be reached, or the connection broke.
pub const NETWORK: u8 = 1;
/// The time was over.
pub const TIMEOUT: u8 = 2;
/// The caller aborted the call.
pub const ABORTED: u8 = 3;
/// An app's `fetch` returned something else than a `Response`.
pub const NO_RESPONSE: u8 = 4;
/// The runtime cannot fetch the address.
pub const NO_ADDRESS: u8 = 5;
/// The answer was longer than the caller allows.
pub const TOO_LARGE: u8 = 6;

/// Checks that a whole answer arrived.
///
/// # Errors
/// Why it did not, in our own words: the runtime's may hold the URL.
pub fn check(failed: u8, url: &str, timeout_ms: u32) -> Result<()> {
    if failed == ANSWERED { Ok(()) } else { Err(error(failed, &host_of(url), timeout_ms)) }
}

/// The error for one of the numbers above.
#[must_use]
pub fn error(failed: u8, host: &str, timeout_ms: u32) -> Error {
    match failed {
        TIMEOUT => {
            let message = text![host, " did not answer within ", number(timeout_ms), " ms."];
            Error::new(Code::Timeout, message).retryable(true)
        }
        ABORTED => Error::new(Code::Aborted, "The call was aborted by its caller."),
        NO_RESPONSE => Error::new(
            Code::BadResponse,
            "The fetch function returned something that is no Response.",
        ),
        NO_ADDRESS => Error::invalid(
            "the address",
            "is not one that this runtime can fetch; in Node it must be absolute",
        ),
        TOO_LARGE => Error::new(
            Code::BadResponse,
            text![host, " answered with more bytes than maxResponseBytes allows."],
        ),
        _ => {
            let message = text![host, " could not be reached, or the connection broke."];
            Error::new(Code::Network, message).retryable(true)
        }
    }
}

/// The server that a request was sent to, without what was asked of it.
#[must_use]
pub fn host_of(url: &str) -> String {
    authority(url).filter(|host| !host.is_empty()).unwrap_or("The server").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_its_error() {
        let url = "https://a.example/x?secret=1";
        assert!(check(ANSWERED, url, 5).is_ok());
        for (failed, code, retryable, message) in [
            (
                NETWORK,
                Code::Network,
                true,
                "a.example could not be reached, or the connection broke.",
            ),
            (TIMEOUT, Code::Timeout, true, "a.example did not answer within 5 ms."),
            (ABORTED, Code::Aborted, false, "The call was aborted by its caller."),
            (
                NO_RESPONSE,
                Code::BadResponse,
                false,
                "The fetch function returned something that is no Response.",
            ),
            (
                NO_ADDRESS,
                Code::InvalidArgument,
                false,
                "the address is not one that this runtime can fetch; in Node it must be absolute",
            ),
            (
                TOO_LARGE,
                Code::BadResponse,
                false,
                "a.example answered with more bytes than maxResponseBytes allows.",
            ),
            (99, Code::Network, true, "a.example could not be reached, or the connection broke."),
        ] {
            let error = check(failed, url, 5).unwrap_err();
            let details = error.details();
            assert_eq!((error.code(), details.retryable), (code, retryable), "{failed}");
            assert_eq!(details.message, message, "{failed}");
        }
        assert_eq!(host_of("/api/sample/x"), "The server");
    }
}
