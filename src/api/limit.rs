//! A provider's limit on requests, as far as a client can know it.

use crate::error::{Code, Error, Result};
use crate::providers::{Provider, jetchat, sendpulse};
use crate::text::{number, text};

/// What is known of a quota. Times are in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this one: what the provider said last, else our own count.
    pub remaining: u32,
    /// When this window ends, by our own count; 0 before the first request.
    pub resets_at: u64,
    /// Until when the provider refuses.
    pub blocked_until: u64,
    /// The length of a window.
    pub window_ms: u64,
}

/// What an answer says of the quota, beside the numbers of `x-ratelimit-limit` and `x-ratelimit-remaining`, which
/// pkg/lib/call.js puts where the client keeps them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// `Retry-After`, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// Whether the request was refused for the quota's sake (429).
    pub refused: bool,
}

impl Quota {
    /// The quota that a provider documents, untouched; `None` where it documents none.
    #[must_use]
    pub const fn documented(provider: Provider) -> Option<Self> {
        let (limit, window_ms) = match provider {
            Provider::JetChat => (jetchat::HOURLY_LIMIT, 60 * 60 * 1000),
            Provider::PipiChat => return None,
            Provider::SendPulse => (sendpulse::MINUTE_LIMIT, 60 * 1000),
        };
        Some(Self { limit, remaining: limit, resets_at: 0, blocked_until: 0, window_ms })
    }

    /// Takes over what a client knows: the limit, what remains, when the window ends, until when the provider refuses; a
    /// number that is none is not known.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts and times; `as` keeps them in bounds
    pub fn load(&mut self, numbers: &[f64]) {
        let number = |at: usize| numbers.get(at).copied().filter(|number| !number.is_nan());
        if let Some(limit) = number(0) {
            self.limit = limit as u32;
        }
        self.remaining = number(1).map_or(self.limit, |remaining| remaining as u32);
        self.resets_at = number(2).unwrap_or_default() as u64;
        self.blocked_until = number(3).unwrap_or_default() as u64;
    }

    /// Hands it back.
    #[allow(clippy::cast_precision_loss)] // times: well within what a double counts exactly
    pub fn store(&self, numbers: &mut [f64]) {
        let known = [
            f64::from(self.limit),
            f64::from(self.remaining),
            self.resets_at as f64,
            self.blocked_until as f64,
        ];
        numbers.iter_mut().zip(known).for_each(|(number, known)| *number = known);
    }

    /// Counts a request that is about to be sent.
    ///
    /// # Errors
    /// `rate_limited` while the provider refuses; nothing is sent then, because asking on would not help.
    pub fn take(&mut self, now: u64) -> Result<()> {
        if now < self.blocked_until {
            let seconds = (self.blocked_until - now).div_ceil(1000);
            let wait = match seconds {
                0..=90 => [number(seconds), " s.".into()],
                _ => [number(seconds.div_ceil(60)), " min.".into()],
            };
            return Err(Error::new(
                Code::RateLimited,
                text![
                    "The quota of ",
                    number(self.limit),
                    " requests is used up. Try again in ",
                    wait.concat()
                ],
            )
            .retryable(true));
        }
        if now >= self.resets_at {
            self.resets_at = now + self.window_ms;
            self.remaining = self.limit;
        }
        self.remaining = self.remaining.saturating_sub(1);
        Ok(())
    }

    /// Learns from an answer.
    pub fn learn(&mut self, said: &Said, now: u64) {
        if said.refused {
            self.remaining = 0;
            // Without a word on when, the window is waited out.
            self.blocked_until = said.retry_after_ms.map_or(self.resets_at, |ms| now + ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW_MS: u64 = 60 * 60 * 1000;

    fn quota() -> Quota {
        Quota::documented(Provider::JetChat).unwrap()
    }

    #[test]
    fn requests_are_counted_and_the_provider_knows_better() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        assert_eq!((quota.remaining, quota.resets_at), (999, 1000 + WINDOW_MS));
        quota.load(&[500.0, 17.0, quota.resets_at as f64, 0.0]); // as an answer said
        assert_eq!((quota.limit, quota.remaining), (500, 17));
        quota.take(1000 + WINDOW_MS).unwrap();
        assert_eq!(quota.remaining, 499);
    }

    #[test]
    fn what_a_client_knows_is_kept_in_numbers() {
        let mut numbers = [f64::NAN; 4];
        let mut fresh = quota();
        fresh.load(&numbers);
        assert_eq!(fresh, quota());
        fresh.take(1000).unwrap();
        fresh.store(&mut numbers);
        let mut again = quota();
        again.load(&numbers);
        assert_eq!((again, numbers[1]), (fresh, 999.0));
    }

    #[test]
    fn after_a_refusal_nothing_is_sent_until_it_may_help() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        quota.learn(&Said { refused: true, retry_after_ms: None }, 2000);
        assert_eq!(quota.remaining, 0);
        assert_eq!(quota.take(WINDOW_MS).unwrap_err().code(), Code::RateLimited);
        assert!(quota.take(1000 + WINDOW_MS).is_ok());
        quota.learn(&Said { refused: true, retry_after_ms: Some(5000) }, 9_000_000);
        assert!(quota.take(9_004_999).is_err());
        assert!(quota.take(9_005_000).is_ok());
    }
}
