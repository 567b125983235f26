//! The marketplace's exchange: the code with which somebody opened the app, for that user's keys.

use super::exchange::ask;
use crate::api::check_response;
use crate::error::Result;
use crate::host::Host;
use crate::providers::Provider;
use crate::providers::sendpulse::Settings;
use crate::providers::sendpulse::market::{self, Connect};
use crate::secret::Secret;

/// Exchanges a code. Sent once, whatever happens: the code is spent then.
///
/// # Errors
/// `login_required` for a code that is unknown, used or too old; what SendPulse reports, or how it failed to.
pub async fn exchange(
    host: &impl Host,
    settings: &Settings,
    app_secret: &Secret,
    code: &Secret,
) -> Result<Connect> {
    let request = settings.exchange_request(app_secret, code);
    let (status, answer) = ask(host, &request).await?;
    let answer =
        check_response::check_response(Provider::SendPulse, status, answer, &[app_secret, code])?;
    market::granted(&answer)
}
