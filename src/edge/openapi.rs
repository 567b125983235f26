//! `GET /openapi/{instance}.json`: what an instance can do, as an `OpenAPI` document for explorers and other tools.

use super::{EdgeHost, Reply, RequestContext};
use crate::error::{Code, Error, Result};
use crate::providers::Instance;

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The provider's document, or that of one of its services, with the instance's own address as its server.
    pub(super) async fn document(
        &self,
        instance: &Instance,
        service: Option<&str>,
    ) -> Result<Reply<H::Body>> {
        let kept = match service {
            Some(service) if is_name(service) => {
                self.kept(instance, &format!("/{service}")).await?
            }
            Some(_) => None,
            None => self.kept(instance, "").await?,
        };
        let kept = kept.as_deref().and_then(|text| text.strip_prefix('{'));
        let rest = kept.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                "There is no such document. The documents are served with the console: bind its files as ASSETS.",
            )
            .provider(&instance.name)
        })?;
        let address = serde_json::Value::from(instance.base_url().as_str());
        let text = format!("{{\"servers\":[{{\"url\":{address}}}],{rest}");
        // It holds nothing that is anybody's: editors on other sites may read it too.
        Ok(Reply::text(200, "application/json", text).header("access-control-allow-origin", "*"))
    }

    /// A document as the console's build keeps it: without its servers, which are the instance's.
    async fn kept(&self, instance: &Instance, service: &str) -> Result<Option<String>> {
        let provider = instance.provider().name();
        // Beside the console, which is where the Worker is mounted.
        self.host.asset(&self.config.at(&format!("/documents/{provider}{service}.json"))).await
    }
}

/// Nothing that would lead elsewhere.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
