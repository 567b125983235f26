//! `POST /connect/{instance}`: an account is connected with a key, where the provider has no login.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::connection::{Access, Record};
use super::connections::with_cookie;
use super::login_log::LoginLog;
use super::session::Owner;
use super::{Connection, EdgeHost, Reply, RequestContext, origin_policy};
use crate::api::check_response;
use crate::api::params::Params;
use crate::api::plan::CallTarget;
use crate::error::{Code, Error, Result};
use crate::http::query;
use crate::oauth::exchange::{ask, mask_all};
use crate::oauth::seal::random_id;
use crate::oauth::{Binding, finish};
use crate::providers::token::{self, ClientCredentials, KeyOwner};
use crate::providers::{Credential, Instance, Profile, Provider, Settings, bangwo8, jetchat};
use crate::secret::Secret;

/// The longest key, with all that goes with it, in bytes.
const LONGEST: usize = 4096;

impl<H: EdgeHost> RequestContext<'_, H> {
    /// Takes the key, proves it with a cheap call, and stores it sealed. What became of it is noted, as a login's steps are.
    pub(super) async fn connect_credentials(
        &mut self,
        instance: &Instance,
    ) -> Result<Reply<H::Body>> {
        origin_policy::same_origin(self.config, self.method, &self.request.headers)?;
        let mut login_log = LoginLog::of(&instance.name);
        login_log.add(
            self.host.now_ms(),
            "given",
            json!({ "address": instance.base_url().as_str() }),
        );
        let brought = match &instance.settings {
            Settings::Bangwo8(_) => self.bangwo8(instance).await,
            Settings::JetChat(settings) => self.jetchat(instance, settings).await,
            Settings::PipiChat(_) | Settings::SendPulse(_) => {
                let link = format!("GET /connect/{}", instance.name);
                return Err(Error::invalid(
                    "the method",
                    format!("must be that of a link: people log in here, by {link}"),
                ));
            }
        };
        let owner = self.owner_or_new().await?;
        let id = random_id(self.host)?;
        let kept = match brought {
            Ok((access, profile)) => {
                let seen = json!({ "account": profile.id, "name": profile.name });
                login_log.add(self.host.now_ms(), "proved", seen);
                self.keep_key(instance, &owner, access, profile, (&id, &mut login_log)).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &kept {
            login_log.failed(self.host.now_ms(), error);
            self.keep_login_log(&owner.key, &id, &login_log).await;
        }
        let reply = match kept {
            Ok(connection) => Reply::json(201, &connection),
            Err(error) => Reply::error(&error.provider(&instance.name)),
        };
        // Also where the key was refused: the session is what the note of it is read by.
        Ok(with_cookie(reply, Some(owner)))
    }

    async fn keep_key(
        &self,
        instance: &Instance,
        owner: &Owner,
        access: Access,
        profile: Profile,
        noted: (&str, &mut LoginLog),
    ) -> Result<Connection> {
        let record = Record {
            access,
            expires_at: None,
            profile,
            // The page that sent the key is the person's own session's, by its cookie and its origin.
            binding: Binding::Cookie,
            connected_at: self.host.now_ms(),
        };
        self.keep_noted(instance, &owner.key, owner.keep_until, record, noted).await
    }

    async fn jetchat(
        &mut self,
        instance: &Instance,
        settings: &jetchat::Settings,
    ) -> Result<(Access, Profile)> {
        let hint = "apiKey, and may hold teamId, workspaceId and flowNs";
        let key = parse::<jetchat::Key>(self.fields().await?, hint)?.check()?;
        let credential = Credential::JetChat(key);
        let mut answer = self.prove(instance, &credential, jetchat::PROOF, Some(settings)).await?;
        if !answer.is_object() {
            let reason = "The answer says nothing of whose key it is, so it proves nothing.";
            return Err(Error::new(Code::BadResponse, reason).operation(jetchat::PROOF));
        }
        mask_all(&mut answer, &Secret::new(credential.secret().expose()));
        Ok((Access::Credential(credential), profile(answer)))
    }

    /// A name and a password are proved by a call; a key is exchanged for a token first, which is then proved.
    async fn bangwo8(&mut self, instance: &Instance) -> Result<(Access, Profile)> {
        let hint = "account and password, or secretId and secret";
        let fields = self.fields().await?;
        let text = |name: &str| {
            fields.get(name).and_then(Value::as_str).map(str::to_owned).filter(|it| !it.is_empty())
        };
        if let Some(surplus) = fields
            .keys()
            .find(|name| !["account", "password", "secretId", "secret"].contains(&name.as_str()))
        {
            let name = crate::secret::scrub(surplus, &[]);
            return Err(Error::invalid(&name, format!("is not known here; the body holds {hint}")));
        }
        let (access, credential, id) =
            match (text("account"), text("password"), text("secretId"), text("secret")) {
                (Some(account), Some(password), None, None) => {
                    let basic = bangwo8::Access::Basic {
                        account: account.clone(),
                        password: Secret::new(password),
                    };
                    let credential = Credential::Bangwo8(basic.check()?);
                    (Access::Credential(credential.clone()), credential, account)
                }
                (None, None, Some(client_id), Some(secret)) => {
                    let client_secret = Secret::new(secret);
                    let keys = ClientCredentials { client_id: client_id.clone(), client_secret };
                    let keys = keys.check("secretId", "secret")?;
                    let access_token = self.first_token(instance, &keys).await?;
                    let access = bangwo8::Access::Token { access_token };
                    (Access::ClientCredentials(keys), Credential::Bangwo8(access), client_id)
                }
                _ => return Err(Error::invalid("the body", format!("must hold {hint}"))),
            };
        self.prove(instance, &credential, bangwo8::PROOF, None).await?;
        // Nothing that is documented tells whose account it is, so it is called what the person calls it.
        let profile = Profile { name: Some(id.clone()), id, ..Profile::default() };
        Ok((access, profile))
    }

    async fn first_token(&self, instance: &Instance, keys: &ClientCredentials) -> Result<Secret> {
        let provider = instance.provider();
        let request = keys.token_request(provider, instance.base_url(), KeyOwner::Account)?;
        let asked_at = self.host.now_ms();
        let (status, answer) = ask(self.host, &request).await?;
        let answer =
            check_response::check_response(provider, status, answer, &[&keys.client_secret])
                .map_err(|error| error.operation("token"))?;
        Ok(token::token(provider, &answer, asked_at)?.access_token)
    }

    /// What the body holds, as JSON or as a form.
    async fn fields(&mut self) -> Result<Map<String, Value>> {
        let body =
            self.request.body.take().ok_or_else(|| Error::invalid("the body", "is missing"))?;
        let too_long = |_| Error::invalid("the body", "is too long");
        let text = self.host.read(body, LONGEST).await.map_err(too_long)?;
        let content_type = self.request.headers.get("content-type").unwrap_or_default();
        let fields = query::decode(&finish::form_fields(content_type, text)?)?;
        Ok(fields.into_iter().map(|(name, value)| (name, value.into())).collect())
    }

    async fn prove(
        &self,
        instance: &Instance,
        credential: &Credential,
        operation: &'static str,
        settings: Option<&jetchat::Settings>,
    ) -> Result<Value> {
        let secret = Secret::new(credential.secret().expose());
        let base_url = instance.base_url().clone();
        let route = CallTarget::Direct { base_url, credential: credential.clone() };
        let provider = instance.provider();
        let operation = provider.operations().by_id(operation).ok_or_else(|| {
            Error::new(Code::NotFound, "The description lacks the operation that proves a key.")
        })?;
        let mut plan = route.plan(&operation, &Least(provider))?;
        if let Some(settings) = settings {
            settings.add_headers(&mut plan.request)?;
        }
        let (status, answer) = ask(self.host, &plan.request).await?;
        check_response::check_result(provider, status, answer, &[&secret])
            .map_err(|error| error.operation(&operation.id()))
    }
}

fn parse<T: DeserializeOwned>(fields: Map<String, Value>, hint: &str) -> Result<T> {
    serde_json::from_value(Value::Object(fields))
        .map_err(|_| Error::invalid("the body", format!("must hold {hint}")))
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

/// What a call that only proves something takes: of a list, the shortest page.
struct Least(Provider);

impl Params for Least {
    fn names(&self) -> impl Iterator<Item = &str> {
        (self.0 == Provider::Bangwo8).then_some("per_page").into_iter()
    }

    fn scalar(&self, _: &str) -> Option<&str> {
        Some("1")
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
