//! `POST /connect/{instance}`: an account is connected with a key, where the provider has no login.

use serde_json::{Map, Value};

use super::connection::{Access, Record};
use super::{EdgeHost, Reply, Visit, guard};
use crate::api::judge;
use crate::api::plan::Route;
use crate::error::{Code, Error, Result};
use crate::http::query;
use crate::oauth::exchange::ask;
use crate::oauth::{Binding, finish};
use crate::providers::jetchat::{self, Key};
use crate::providers::{Credential, Instance, Profile, Provider, Settings};
use crate::secret::Secret;

/// The longest key, with all that goes with it, in bytes.
const LONGEST: usize = 4096;

impl<H: EdgeHost> Visit<'_, H> {
    /// Takes the key, proves it with a cheap call, and stores it sealed.
    pub(super) async fn connect_key(&mut self, instance: &Instance) -> Result<Reply<H::Body>> {
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        let Settings::JetChat(settings) = &instance.settings else {
            let link = format!("GET /connect/{}", instance.name);
            return Err(Error::invalid(
                "the method",
                format!("must be that of a link: people log in here, by {link}"),
            ));
        };
        let key = self.read_key().await?.check()?;
        let credential = Credential::JetChat(key);
        let profile = self
            .prove(settings, credential.clone())
            .await
            .map_err(|error| error.provider(&instance.name))?;
        let owner = self.owner_or_new().await?;
        let record = Record {
            access: Access::Credential(credential),
            expires_at: None,
            profile,
            // The page that sent the key is the person's own session's, by its cookie and its origin.
            binding: Binding::Cookie,
            connected_at: self.host.now_ms(),
        };
        let connection = self.keep(instance, &owner.key, owner.keep_until, record).await?;
        let reply = Reply::json(201, &connection);
        Ok(match owner.cookie {
            Some(cookie) => reply.header("set-cookie", &cookie),
            None => reply,
        })
    }

    async fn read_key(&mut self) -> Result<Key> {
        let body =
            self.request.body.take().ok_or_else(|| Error::invalid("the body", "is missing"))?;
        let too_long = |_| Error::invalid("the body", "is too long");
        let text = self.host.read(body, LONGEST).await.map_err(too_long)?;
        let content_type = self.request.headers.get("content-type").unwrap_or_default();
        let fields = query::decode(&finish::form_fields(content_type, text)?)?;
        let fields: Map<String, Value> =
            fields.into_iter().map(|(name, value)| (name, value.into())).collect();
        serde_json::from_value(Value::Object(fields)).map_err(|_| {
            Error::invalid(
                "the body",
                "must hold apiKey, and may hold teamId, workspaceId and flowNs",
            )
        })
    }

    async fn prove(&self, settings: &jetchat::Settings, credential: Credential) -> Result<Profile> {
        let secret = Secret::new(credential.secret().expose());
        let route = Route::Direct { base_url: settings.base_url.clone(), credential };
        let operation = jetchat::OPERATIONS.by_id(jetchat::PROOF).ok_or_else(|| {
            Error::new(Code::NotFound, "The description lacks the operation that proves a key.")
        })?;
        let mut plan = route.plan(&operation, &NoParams)?;
        settings.add_headers(&mut plan.request)?;
        let (status, answer) = ask(self.host, &plan.request).await?;
        let answer = judge::result(Provider::JetChat, status, answer, &[&secret])
            .map_err(|error| error.operation(operation.id))?;
        Ok(profile(answer))
    }
}

/// Who the key belongs to. Documented bare; some installations wrap it.
fn profile(answer: Value) -> Profile {
    let raw = answer.get("data").filter(|data| data.is_object()).cloned().unwrap_or(answer);
    let text = |name: &str| match raw.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    Profile {
        id: text("id").unwrap_or_default(),
        name: text("name"),
        email: text("email"),
        raw,
        ..Profile::default()
    }
}

struct NoParams;

impl crate::api::params::Params for NoParams {
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    fn scalar(&self, _: &str) -> Option<&str> {
        None
    }

    fn fields(&self, _: &str) -> Option<Vec<(String, &str)>> {
        None
    }

    fn count(&self, _: &str) -> Option<usize> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_owner_of_a_key_is_read_bare_or_wrapped() {
        let bare = json!({"id": 12, "name": "Ana", "email": "ana@example.com"});
        for answer in [bare.clone(), json!({"data": bare, "status": "ok"})] {
            let profile = profile(answer);
            assert_eq!((profile.id.as_str(), profile.name.as_deref()), ("12", Some("Ana")));
            assert_eq!(profile.raw, bare);
        }
    }
}
