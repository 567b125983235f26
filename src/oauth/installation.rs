//! The exchange of the code with which somebody opened our app in the platform's dashboard, for that account's credentials.

use super::fetch_json::fetch_json;
use crate::api::check_response::check_response;
use crate::error::Result;
use crate::host::Host;
use crate::http::path_below;
use crate::providers::{Installation, Instance};
use crate::secret::{Quote, Secret};

/// Exchanges a code. Sent once, whatever happens: the code is spent then.
///
/// # Errors
/// `login_required` for a code that is unknown, used or too old; what the platform reports, or how it failed to.
pub async fn exchange(
    host: &impl Host,
    instance: &Instance,
    app_secret: &Secret,
    code: &Secret,
) -> Result<Installation> {
    let provider = instance.provider();
    let request = instance.settings.installation_request(app_secret, code)?;
    let (status, answer) = fetch_json(host, &request).await?;
    let path = path_below(instance.base_url().as_str(), &request.url);
    let answer = check_response(provider, path, status, answer, Quote::Nothing)?;
    provider.read_installation(&answer)
}
