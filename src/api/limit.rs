//! A provider's limit on requests, as far as a client can know it.

use crate::error::{Code, Error, Result};
use crate::providers::Provider;
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
}

/// What an answer says of the quota.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// `x-ratelimit-limit`.
    pub limit: Option<u32>,
    /// `x-ratelimit-remaining`.
    pub remaining: Option<u32>,
    /// `Retry-After`, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// Whether the request was refused for the quota's sake (429).
    pub refused: bool,
}

/// The length of a window, in milliseconds.
const WINDOW_MS: u64 = 60 * 60 * 1000;

impl Quota {
    /// The quota that a provider documents, untouched; `None` where it documents none.
    #[must_use]
    pub const fn documented(provider: Provider) -> Option<Self> {
        match provider {
            Provider::JetChat => {
                let limit = crate::providers::jetchat::HOURLY_LIMIT;
                Some(Self { limit, remaining: limit, resets_at: 0, blocked_until: 0 })
            }
            Provider::PipiChat => None,
        }
    }

    /// Counts a request that is about to be sent.
    ///
    /// # Errors
    /// `rate_limited` while the provider refuses; nothing is sent then, because asking on would not help.
    pub fn take(&mut self, now: u64) -> Result<()> {
        if now < self.blocked_until {
            let minutes = (self.blocked_until - now).div_ceil(60_000);
            return Err(Error::new(
                Code::RateLimited,
                text![
                    "The quota of ",
                    number(self.limit),
                    " requests is used up. Try again in ",
                    number(minutes),
                    " min."
                ],
            )
            .retryable(true));
        }
        if now >= self.resets_at {
            self.resets_at = now + WINDOW_MS;
            self.remaining = self.limit;
        }
        self.remaining = self.remaining.saturating_sub(1);
        Ok(())
    }

    /// Learns from an answer.
    pub fn learn(&mut self, said: &Said, now: u64) {
        self.limit = said.limit.unwrap_or(self.limit);
        self.remaining = said.remaining.unwrap_or(self.remaining);
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

    fn quota() -> Quota {
        Quota::documented(Provider::JetChat).unwrap()
    }

    #[test]
    fn requests_are_counted_and_the_provider_knows_better() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        assert_eq!((quota.remaining, quota.resets_at), (999, 1000 + WINDOW_MS));
        quota.learn(&Said { limit: Some(500), remaining: Some(17), ..Said::default() }, 1100);
        assert_eq!((quota.limit, quota.remaining), (500, 17));
        quota.take(1000 + WINDOW_MS).unwrap();
        assert_eq!(quota.remaining, 499);
    }

    #[test]
    fn after_a_refusal_nothing_is_sent_until_it_may_help() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        quota.learn(&Said { refused: true, ..Said::default() }, 2000);
        assert_eq!(quota.remaining, 0);
        assert_eq!(quota.take(WINDOW_MS).unwrap_err().code(), Code::RateLimited);
        assert!(quota.take(1000 + WINDOW_MS).is_ok());
        quota.learn(
            &Said { refused: true, retry_after_ms: Some(5000), ..Said::default() },
            9_000_000,
        );
        assert!(quota.take(9_004_999).is_err());
        assert!(quota.take(9_005_000).is_ok());
    }
}
