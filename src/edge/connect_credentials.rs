//! `POST /connect/{instance}`: an account is connected by credentials that somebody typed in, where the provider has no login.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::connection::{Access, Record};
use super::connections::with_cookie;
use super::login_log::LoginLog;
use super::session::Owner;
use super::{Connection, EdgeHost, Reply, RequestContext, session};
use crate::api::check_response;
use crate::api::params::Params;
use crate::api::plan::CallTarget;
use crate::error::{Code, Error, Result};
use crate::oauth::Binding;
use crate::oauth::fetch_json::{fetch_json, fetch_repeatable};
use crate::oauth::seal::random_id;
use crate::providers::ListStyle;
use crate::providers::client_credentials;
use crate::providers::{
    ClientCredentials, Connect, Credential, CredentialSet, Fields, Instance, KeyOwner, Profile,
};
use crate::secret::{Quote, Secret, mask_all, scrub};

/// The longest credentials, with all that goes with them, in bytes.
pub(super) const LONGEST: usize = 4096;

impl<H: EdgeHost> RequestContext<'_, H> {
    /// Takes the credentials, proves them with a cheap call, and stores them sealed. What became of them is noted, as a login's steps are.
    pub(super) async fn connect_credentials(
        &mut self,
        instance: &Instance,
    ) -> Result<Reply<H::Body>> {
        let Connect::Credentials(sets) = instance.provider().connect() else {
            return Ok(Reply::empty(404)); // it was not let in
        };
        let mut login_log = LoginLog::of(&instance.name);
        let address = json!({ "address": instance.base_url().as_str() });
        login_log.add(self.host.now_ms(), "given", address);
        let owner = self.owner_or_new().await?;
        let proved = self.prove_given(instance, sets).await;
        let id = random_id(self.host)?;
        let kept = match proved {
            Ok((access, profile)) => {
                let seen = json!({ "account": profile.id, "name": profile.name });
                login_log.add(self.host.now_ms(), "proved", seen);
                self.keep_credentials(instance, &owner, access, profile, (&id, &mut login_log))
                    .await
            }
            Err(error) => Err(error),
        };
        // Refused input leaves nothing behind.
        if let Err(error) = kept.as_ref()
            && error.code() != Code::InvalidArgument
        {
            login_log.failed(self.host.now_ms(), error);
            self.keep_login_log(&owner.key, &id, &login_log).await;
        }
        let reply = match kept {
            Ok(connection) => {
                self.host.connected(&connection);
                Reply::json(201, &connection)
            }
            Err(error) if session::has_ended(&error) => return Err(error),
            Err(error) => Reply::error(&error.provider(&instance.name)),
        };
        // Also where they were refused: the note of it is read by the session.
        Ok(with_cookie(reply, Some(owner)))
    }

    async fn keep_credentials(
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
            // The page that sent them is the person's own session's, by its cookie and its origin.
            binding: Binding::Cookie,
            connected_at: self.host.now_ms(),
        };
        self.keep_noted(instance, &owner.key, owner.keep_until, record, noted).await
    }

    /// Client credentials are exchanged for a token first, which is then proved.
    async fn prove_given(
        &mut self,
        instance: &Instance,
        sets: &[CredentialSet],
    ) -> Result<(Access, Profile)> {
        let provider = instance.provider();
        let given = self.given().await?;
        given.check(sets)?;
        let client_credentials = match provider.client_credentials() {
            Some(names) => names.read(&given)?,
            None => None,
        };
        let credential = match &client_credentials {
            Some(credentials) => {
                let token = self.first_token(instance, credentials).await?;
                provider.credential_of_token(token)
            }
            None => provider.credential(&given)?.ok_or_else(|| must_hold(sets))?,
        };
        let (operation, _) = provider.proof();
        let mut answer = self.prove(instance, &credential).await?;
        mask_all(&mut answer, credential.secret());
        let profile = provider.profile(answer, &given);
        let profile = profile.map_err(|error| error.operation(operation))?;
        let access = match client_credentials {
            Some(credentials) => Access::ClientCredentials(credentials),
            None => Access::Credential(credential),
        };
        Ok((access, profile))
    }

    async fn first_token(
        &self,
        instance: &Instance,
        credentials: &ClientCredentials,
    ) -> Result<Secret> {
        let provider = instance.provider();
        let request =
            provider.token_request(credentials, instance.base_url(), KeyOwner::Account)?;
        let asked_at = self.host.now_ms();
        let answer = fetch_repeatable(self.host, provider, &request)
            .await
            .map_err(|error| error.operation("token"))?;
        Ok(client_credentials::token(provider, &answer, asked_at)?.access_token)
    }

    /// What was given, as JSON or as a form.
    async fn given(&mut self) -> Result<Given> {
        let query = self.request.query.clone();
        let fields = self.fields(&query, LONGEST).await?;
        let mut given = BTreeMap::new();
        for (name, _) in fields.names().filter(|(_, holds_something)| *holds_something) {
            given.insert(name.to_owned(), fields.text(name)?.unwrap_or_default().to_owned());
        }
        Ok(Given(given))
    }

    async fn prove(&self, instance: &Instance, credential: &Credential) -> Result<Value> {
        let provider = instance.provider();
        let (id, query) = provider.proof();
        let base_url = instance.base_url().clone();
        let target = CallTarget::Direct { base_url, credential: credential.clone() };
        let operation = provider.operations().by_id(id).ok_or_else(|| {
            Error::new(Code::NotFound, "The description lacks the operation that proves a key.")
        })?;
        let mut plan = target.plan(provider, &operation, &ProofQuery(query))?;
        instance.settings.prepare(&mut plan.request)?;
        let (status, answer) = fetch_json(self.host, &plan.request).await?;
        check_response::check_result(provider, &operation.path(), status, answer, Quote::Nothing)
            .map_err(|error| error.operation(id))
            .map_err(|error| {
                check_response::with_address_hint(provider, instance.base_url(), error)
            })
    }
}

/// The fields that were given, by their names; those that are empty are not there.
struct Given(BTreeMap<String, String>);

impl Fields for Given {
    fn text(&self, name: &str) -> Result<Option<&str>> {
        Ok(self.0.get(name).map(String::as_str))
    }
}

impl Given {
    /// Checks that all fields are of one set, and none of those is missing that must be there.
    fn check(&self, sets: &[CredentialSet]) -> Result<()> {
        let is_known =
            |name: &str| sets.iter().any(|set| set.fields.iter().any(|field| field.name == name));
        if let Some(unknown) = self.0.keys().find(|name| !is_known(name)) {
            let problem = format!("is not known here; the body holds {}", wanted(sets));
            return Err(Error::invalid(&scrub(unknown, &[]), problem));
        }
        let fits = |set: &CredentialSet| {
            set.fields.iter().all(|field| !field.required || self.0.contains_key(field.name))
                && self.0.keys().all(|name| set.fields.iter().any(|field| field.name == name))
        };
        if sets.iter().any(fits) { Ok(()) } else { Err(must_hold(sets)) }
    }
}

fn must_hold(sets: &[CredentialSet]) -> Error {
    Error::invalid("the body", format!("must hold {}", wanted(sets)))
}

/// `account and password, or secretId and secret`; `apiKey, and may hold teamId, workspaceId and flowNs`.
fn wanted(sets: &[CredentialSet]) -> String {
    let names = |set: &CredentialSet, required: bool| {
        let fields = set.fields.iter().filter(|field| field.required == required);
        let names: Vec<_> = fields.map(|field| field.name).collect();
        match names.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            [others @ .., last] => Some(format!("{} and {last}", others.join(", "))),
        }
    };
    let sets = sets.iter().map(|set| {
        let required = names(set, true).unwrap_or_default();
        let optional = names(set, false).map(|names| format!(", and may hold {names}"));
        format!("{required}{}", optional.unwrap_or_default())
    });
    sets.collect::<Vec<_>>().join(", or ")
}

/// The query of a proof, as parameters.
struct ProofQuery(&'static [(&'static str, &'static str)]);

impl Params for ProofQuery {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| *name)
    }

    fn scalar(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn fields(&self, _: &str, _: ListStyle) -> Option<Vec<(String, &str)>> {
        None
    }

    fn count(&self, _: &str) -> Option<usize> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{Field, Provider};

    fn check(fields: &[(&str, &str)], sets: &'static [CredentialSet]) -> Result<()> {
        Given(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
            .check(sets)
    }

    #[test]
    fn what_a_body_must_hold_is_said_in_words() {
        const A: Field = Field::new("a", "A");
        const B: Field = Field::new("b", "B").optional();
        const C: Field = Field::new("c", "C").optional();
        const ONE: &[CredentialSet] = &[CredentialSet { fields: &[A], place: "" }];
        const MORE: &[CredentialSet] = &[CredentialSet { fields: &[A, B, C], place: "" }];
        const TWO: &[CredentialSet] = &[
            CredentialSet { fields: &[A, Field::new("d", "D")], place: "" },
            CredentialSet { fields: &[Field::new("e", "E"), B], place: "" },
        ];
        for (sets, words) in
            [(ONE, "a"), (MORE, "a, and may hold b and c"), (TWO, "a and d, or e, and may hold b")]
        {
            assert_eq!(wanted(sets), words);
        }
    }

    #[test]
    fn each_set_of_each_platform_is_accepted_whole_and_no_less() {
        let all = Provider::ALL.iter().map(|provider| provider.connect().credentials());
        for sets in all.filter(|sets| !sets.is_empty()) {
            assert!(check(&[], sets).is_err());
            for set in sets {
                let whole: Vec<_> = set.fields.iter().map(|field| (field.name, "x")).collect();
                assert!(check(&whole, sets).is_ok(), "{whole:?}");
                for missing in set.fields.iter().filter(|field| field.required) {
                    let rest: Vec<_> =
                        whole.iter().filter(|(name, _)| *name != missing.name).copied().collect();
                    assert!(check(&rest, sets).is_err(), "{rest:?}");
                }
                let more: Vec<_> = whole.iter().copied().chain([("surplus", "x")]).collect();
                let error = check(&more, sets).unwrap_err();
                assert!(error.details().message.starts_with("surplus is not known"), "{error}");
            }
        }
    }
}
