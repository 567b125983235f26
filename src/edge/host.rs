//! What the Worker asks of the machine that it runs on.

use super::{Connection, Metrics, RequestCost, rate_limit, vault};
use crate::error::Result;
use crate::host::Host;

/// Who asks, as far as the embedding app can say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Identity {
    /// This user.
    User(String),
    /// No user; or the app has none.
    Nobody,
    /// The request does not tell: the app's own cookie may not come along from another site.
    Unknown,
}

/// What the Worker asks of its machine, beyond what every core asks.
#[allow(async_fn_in_trait)] // one thread everywhere: no caller needs the futures to be `Send`
pub trait EdgeHost: Host {
    /// Has the Vault in which the owner's entries are carry out a command: one after the other, each whole or not at all.
    async fn vault(&self, owner: &str, command: vault::VaultCommand) -> Result<vault::VaultReply>;

    /// The embedding app's own user.
    async fn identify(&self) -> Result<Identity>;

    /// Tells the embedding app of a new connection. What it does with that is not waited for.
    fn connected(&self, connection: &Connection);

    /// Tells the embedding app of a connection that was removed at the provider.
    fn disconnected(&self, connection: &Connection);

    /// A file of the console's, where one is served with the Worker.
    async fn asset(&self, path: &str) -> Result<Option<String>>;

    /// Has the embedding app answer what a platform asks about its customers; `None` where it does not answer such questions.
    async fn crm_query(
        &self,
        instance: &str,
        query: &serde_json::Value,
    ) -> Result<Option<serde_json::Value>>;

    /// Writes one line to the log.
    fn log(&self, line: &str);

    /// Has the platform's own limiter count a request; `None` where the Worker has none.
    async fn limiter(&self, key: &str) -> Result<Option<bool>>;

    /// What owners have asked for in this isolate.
    fn windows<R>(&self, act: impl FnOnce(&mut rate_limit::RateWindows) -> R) -> R;

    /// What this request has cost so far.
    fn cost(&self) -> &RequestCost;

    /// What this isolate has done so far.
    fn metrics<R>(&self, act: impl FnOnce(&mut Metrics) -> R) -> R;
}
