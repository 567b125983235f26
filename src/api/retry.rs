//! Whether to try again, and when.

use crate::error::{Code, Error};

/// The first wait's bound, in milliseconds; it doubles with each try.
const FIRST_MS: u64 = 300;

/// The longest wait that we choose ourselves, in milliseconds.
const LONGEST_MS: u64 = 10_000;

/// A failed try, and what is known of the call.
#[derive(Debug)]
pub struct FailedAttempt<'a> {
    /// What it failed with.
    pub error: &'a Error,
    /// Tries so far, this one among them.
    pub tries: u32,
    /// The most tries after the first.
    pub retries: u32,
    /// Whether sending it twice does what sending it once does.
    pub idempotent: bool,
    /// What the provider said in `Retry-After`, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// What is left of the call's time, in milliseconds.
    pub left_ms: u64,
    /// A random number from 0 to 1.
    pub chance: f64,
}

impl FailedAttempt<'_> {
    /// How long to wait before the next try, in milliseconds; `None` when there is none.
    ///
    /// Exponential back-off with full jitter, so that callers who failed together do not come back together;
    /// `Retry-After` where it was given (RFC 9110, section 10.2.3), unless that is longer than the call's time.
    #[must_use]
    pub fn wait_ms(&self) -> Option<u64> {
        if !self.error.details().retryable || !self.idempotent || self.tries > self.retries {
            return None;
        }
        let wait = match (self.retry_after_ms, self.error.code()) {
            (Some(ms), _) => ms,
            // Without a word on when, an exhausted quota is not hammered.
            (None, Code::RateLimited) => return None,
            (None, _) => self.back_off(),
        };
        (wait < self.left_ms).then_some(wait)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // at most ten seconds
    fn back_off(&self) -> u64 {
        let bound =
            FIRST_MS.saturating_mul(1 << self.tries.saturating_sub(1).min(16)).min(LONGEST_MS);
        (bound as f64 * self.chance) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(error: &Error) -> FailedAttempt<'_> {
        FailedAttempt {
            error,
            tries: 1,
            retries: 2,
            idempotent: true,
            retry_after_ms: None,
            left_ms: 60_000,
            chance: 0.5,
        }
    }

    fn error(code: Code, retryable: bool) -> Error {
        Error::new(code, "x").retryable(retryable)
    }

    #[test]
    fn only_what_may_help_and_cannot_harm_is_tried_again() {
        let lost = error(Code::Network, true);
        assert_eq!(tried(&lost).wait_ms(), Some(150));
        assert_eq!(FailedAttempt { idempotent: false, ..tried(&lost) }.wait_ms(), None);
        assert_eq!(FailedAttempt { retries: 0, ..tried(&lost) }.wait_ms(), None);
        assert_eq!(FailedAttempt { tries: 3, ..tried(&lost) }.wait_ms(), None);
        assert_eq!(tried(&error(Code::Rejected, false)).wait_ms(), None);
    }

    #[test]
    fn waits_double_up_to_a_bound_and_are_spread() {
        let lost = error(Code::ProviderError, true);
        let wait = |tries, chance| {
            FailedAttempt { tries, retries: 99, chance, ..tried(&lost) }.wait_ms().unwrap()
        };
        assert_eq!([wait(1, 1.0), wait(2, 1.0), wait(3, 1.0)], [300, 600, 1200]);
        assert_eq!([wait(40, 1.0), wait(40, 0.1), wait(1, 0.0)], [10_000, 1000, 0]);
    }

    #[test]
    fn the_provider_says_when_and_the_call_how_long() {
        let limited = error(Code::RateLimited, true);
        assert_eq!(tried(&limited).wait_ms(), None);
        assert_eq!(
            FailedAttempt { retry_after_ms: Some(2000), ..tried(&limited) }.wait_ms(),
            Some(2000)
        );
        assert_eq!(
            FailedAttempt { retry_after_ms: Some(90_000), ..tried(&limited) }.wait_ms(),
            None
        );
        let lost = error(Code::Network, true);
        assert_eq!(FailedAttempt { left_ms: 100, ..tried(&lost) }.wait_ms(), None);
    }
}
