//! Bangwo8 帮我吧: tickets, contacts, chats and calls of one account.
//!
//! There is no login. An account's own name and password authorize (Basic), or a key of its back office, which is exchanged
//! for a token of an hour ([`access`]). What it offers stands in `openapi.yaml`, with how sure that is; here is what that
//! cannot say: its many ways to report an error ([`answer`]), links that are signed ([`link`]), and the questions that
//! it asks an app ([`crm`]).

pub mod access;
pub mod answer;
pub mod crm;
#[cfg(test)]
mod fuzz;
pub mod link;
#[cfg(test)]
mod worker_tests;

use serde_json::Value;

pub use access::{Access, Settings};

use super::client_credentials::{ClientCredentialNames, ClientCredentials, KeyOwner};
use super::credential::read_token;
use super::instance::parse;
use super::table_marks::style;
use super::{
    ByCredentials, CredentialSet, Credentials, Crm, Field, Fields, LinkSigner, ListStyle, Platform,
    Profile, SharedCode, Table, UndescribedPaths,
};
use crate::error::Result;
use crate::http::Request;
use crate::http::base_url::{BaseUrl, Reach};
use crate::json::Json;
use crate::secret::{Quote, Secret};

/// Bangwo8 帮我吧.
#[derive(Debug)]
pub struct Bangwo8;

const ACCOUNT: CredentialSet = CredentialSet {
    fields: &[Field::new("account", "Account"), Field::new("password", "Password").secret()],
    place: "The name and the password of the main account, with which you sign in to the back office.",
};

const KEY: CredentialSet = CredentialSet {
    fields: &[Field::new("secretId", "Key id"), Field::new("secret", "Key secret").secret()],
    place: "In the back office, under API接口.",
};

impl Platform for Bangwo8 {
    const NAME: &'static str = "bangwo8";
    const TITLE: &'static str = "Bangwo8";
    const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/bangwo8.table")));
    const BASE_URL: Option<&'static str> = Some(BASE_URL);
    const EXAMPLE_URL: &'static str = BASE_URL;
    const CLIENT_OPTIONS: &'static str = "account, password } or { secretId, secret";
    const ERROR_MEMBERS: Option<&'static [&'static str]> = Some(answer::ERROR_MEMBERS);
    const IDEMPOTENCY_HEADER: Option<&'static str> = Some("requestid");
    const SECRET_PARAMETERS: &'static [&'static str] = &["authcode"];
    const CLIENT_CREDENTIALS: Option<ClientCredentialNames> =
        Some(ClientCredentialNames { id: "secretId", secret: "secret" });
    const SHARED_CODE: Option<SharedCode> =
        Some(SharedCode { variable: "AUTHCODE", parameter: "authcode" });
    const CRM: Option<Crm> = Some(crm::CRM);
    const LINKS: Option<LinkSigner> = Some(link::signed);
    const UNDESCRIBED: UndescribedPaths =
        UndescribedPaths { begin: "/api/", example: "/api/v1/tags.json", paging: style::NEXT_PAGE };
    const QUERY_LISTS: ListStyle = ListStyle::Brackets;

    type Connect = ByCredentials;
    type Settings = Settings;
    type Credential = Access;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        parse::<access::RawSettings>(written)?.check(reach)
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<Access>> {
        if let Some(access_token) = read_token(given, "accessToken")? {
            return Ok(Some(Access::Token { access_token }));
        }
        let Some(account) = given.text("account")? else { return Ok(None) };
        let password = Secret::new(given.text("password")?.unwrap_or_default());
        Access::Basic { account: account.into(), password }.check().map(Some)
    }

    fn check<J: Json>(_: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
        answer::check(Self::TITLE, status, answer, quote)
    }

    fn token_request(
        credentials: &ClientCredentials,
        base_url: &BaseUrl,
        _: KeyOwner,
    ) -> Result<Option<Request>> {
        access::token_request(credentials, base_url).map(Some)
    }
}

impl Credentials for Bangwo8 {
    const SETS: &'static [CredentialSet] = &[ACCOUNT, KEY];
    /// One agent, whom every account has.
    const PROOF: &'static str = "agents.list";
    const PROOF_QUERY: &'static [(&'static str, &'static str)] = &[("per_page", "1")];

    /// Nothing that is documented tells whose account it is, so it is called what the person calls it.
    fn profile(_: Value, given: &dyn Fields) -> Result<Profile> {
        let id = match given.text("account")? {
            Some(account) => account,
            None => given.text("secretId")?.unwrap_or_default(),
        };
        Ok(Profile { id: id.into(), name: Some(id.into()), ..Profile::default() })
    }
}

/// Where it is.
pub const BASE_URL: &str = "https://www.bangwo8.com";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    #[test]
    fn what_is_described_is_found() {
        assert_eq!(Bangwo8::OPERATIONS.iter().count(), 49);
        let found = |path| Bangwo8::OPERATIONS.by_path(Method::Get, path).map(|one| one.id());
        for (path, id) in [
            ("/api/v1/tickets/12.json", Some("tickets.get")),
            ("/api/v1/tickets/12_v2.json", Some("tickets.getV2")),
            ("/api/v1/companies/search.json", Some("companies.search")),
            ("/api/v1/companies/company_fields.json", Some("companies.listFields")),
            ("/api/v1/imchat/histories.json", Some("chats.list")),
            ("/api/v1/companies/7/tickets.json", Some("tickets.listByCompany")),
            ("/api/v1/tickets/.json", None),
            ("/api/v1/tickets/12", None),
            ("/api/v1/tickets/12.xml", None),
        ] {
            assert_eq!(found(path).as_deref(), id, "{path}");
        }
    }
}
