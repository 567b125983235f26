//! What Bangwo8 asks an app whose customers it shows to its agents: `POST {callback}/companyinfo?supportname=&authcode=`.

use serde::Serialize;
use serde_json::json;
use subtle::ConstantTimeEq as _;

use crate::error::{Code, Error, Result};
use crate::http::RequestFields;
use crate::providers::Crm;
use crate::secret::Secret;

/// How the questions come, and how they are answered. What an answer looks like is not public: it is worded as the interfaces of the
/// same family word theirs, and an app that knows better gives a whole answer, with an `errcode`.
pub const CRM: Crm = Crm {
    function: "companyinfo",
    read: |fields, authcode| Ok(json!(read(fields, authcode)?)),
    answer: |found| match found.get("errcode") {
        Some(_) => found,
        None => json!({ "errcode": 0, "errmsg": "ok", "data": found }),
    },
    refuse: |error| json!({ "errcode": error.code().http_status(), "errmsg": error.details().message }),
};

/// A question, read and believed: the call knew the shared code.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// The login name of the agent who asks.
    pub support_name: String,
    /// What is asked.
    #[serde(flatten)]
    pub asks: Asks,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Asks {
    /// For companies, by their ids in the app.
    Get {
        /// The ids.
        company_ids: Vec<String>,
    },
    /// For companies, by a name.
    QueryCompany {
        /// What was typed.
        content: String,
    },
    /// For companies, by a contact's name.
    QueryContact {
        /// What was typed.
        content: String,
    },
    /// For companies, by a contact's mobile number.
    QueryMobile {
        /// What was typed.
        content: String,
    },
    /// For companies, by a note on them.
    QueryNote {
        /// What was typed.
        content: String,
    },
}

/// Reads a question.
///
/// # Errors
/// `unauthorized` where the shared code is missing or wrong; `invalid_argument` where nothing that is known is asked, or something
/// is said twice.
pub fn read(fields: &RequestFields, authcode: &Secret) -> Result<Query> {
    let given = Secret::new(fields.text("authcode")?.unwrap_or_default());
    let knows: bool = given.expose().as_bytes().ct_eq(authcode.expose().as_bytes()).into();
    if !knows || authcode.expose().is_empty() {
        return Err(Error::new(Code::Unauthorized, "The authcode is missing or wrong."));
    }
    let support_name = fields.text("supportname")?.unwrap_or_default().to_owned();
    let asks = asks(fields)?.ok_or_else(|| {
        Error::invalid(
            "the body",
            "must hold a type (get, querycompany, querycontact, querymobile, querynote) with companyid or querycontent",
        )
    })?;
    Ok(Query { support_name, asks })
}

fn asks(fields: &RequestFields) -> Result<Option<Asks>> {
    let kind = fields.text("type")?.unwrap_or_default();
    if kind == "get" {
        let ids = fields.scalar("companyid")?;
        return Ok(ids.map(|ids| {
            let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
            Asks::Get { company_ids: ids.map(str::to_owned).collect() }
        }));
    }
    let Some(content) = fields.scalar("querycontent")? else { return Ok(None) };
    Ok(match kind {
        "querycompany" => Some(Asks::QueryCompany { content }),
        "querycontact" => Some(Asks::QueryContact { content }),
        "querymobile" => Some(Asks::QueryMobile { content }),
        "querynote" => Some(Asks::QueryNote { content }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(fields: &str, body: &str, authcode: &Secret) -> Result<Query> {
        super::read(&RequestFields::read_untyped(fields, body)?, authcode)
    }

    const FIELDS: &str = "supportname=%E7%A4%BA%E4%BE%8B&authcode=canary";

    fn ask(fields: &str, body: &Value) -> Result<Query> {
        read(fields, &body.to_string(), &Secret::new("canary"))
    }

    #[test]
    fn every_question_is_read() {
        let cases = [
            (
                json!({"type": "get", "companyid": "12"}),
                json!({"type": "get", "companyIds": ["12"]}),
            ),
            (
                json!({"type": "get", "companyid": "12,13,14"}),
                json!({"type": "get", "companyIds": ["12", "13", "14"]}),
            ),
            (json!({"type": "get", "companyid": 12}), json!({"type": "get", "companyIds": ["12"]})),
            (
                json!({"type": "querycompany", "querycontent": "示例公司"}),
                json!({"type": "queryCompany", "content": "示例公司"}),
            ),
            (
                json!({"type": "querycontact", "querycontent": "x"}),
                json!({"type": "queryContact", "content": "x"}),
            ),
            (
                json!({"type": "querymobile", "querycontent": "x"}),
                json!({"type": "queryMobile", "content": "x"}),
            ),
            (
                json!({"type": "querynote", "querycontent": "x"}),
                json!({"type": "queryNote", "content": "x"}),
            ),
        ];
        for (body, expected) in cases {
            let mut read = serde_json::to_value(ask(FIELDS, &body).unwrap()).unwrap();
            assert_eq!(read.as_object_mut().unwrap().remove("supportName"), Some(json!("示例")));
            assert_eq!(read, expected);
        }
    }

    #[test]
    fn who_does_not_know_the_code_is_not_heard() {
        let body = json!({"type": "get", "companyid": "12"});
        for fields in ["", "authcode=", "authcode=canarx", "authcode=canary1", "supportname=canary"]
        {
            assert_eq!(ask(fields, &body).unwrap_err().code(), Code::Unauthorized, "{fields}");
        }
        let none = read("authcode=", &body.to_string(), &Secret::new(""));
        assert_eq!(none.unwrap_err().code(), Code::Unauthorized);
    }

    #[test]
    fn what_is_said_twice_is_refused() {
        for (fields, body) in [
            ("authcode=canary&authcode=x", r#"{"type":"get","companyid":"1"}"#),
            ("authcode=x&authcode=canary", r#"{"type":"get","companyid":"1"}"#),
            ("authcode=canary", r#"{"type":"get","companyid":"1","authcode":"x"}"#),
            ("authcode=canary&supportname=a&supportname=b", r#"{"type":"get","companyid":"1"}"#),
            ("authcode=canary&type=get", r#"{"type":"querynote","querycontent":"x"}"#),
            ("authcode=canary", r#"{"type":"get","companyid":"1","companyid":2}"#),
            ("authcode=canary", r#"{"type":"get","type":null,"companyid":"1"}"#),
        ] {
            let error = read(fields, body, &Secret::new("canary")).unwrap_err();
            assert_eq!(error.code(), Code::InvalidArgument, "{fields} {body}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for body in [
            json!({}),
            json!([]),
            json!({"type": "get"}),
            json!({"type": "delete", "querycontent": "x"}),
            json!({"type": "querymobile"}),
        ] {
            assert_eq!(ask(FIELDS, &body).unwrap_err().code(), Code::InvalidArgument, "{body}");
        }
        assert!(read(FIELDS, "type=get", &Secret::new("canary")).is_err());
        assert!(read(FIELDS, "{", &Secret::new("canary")).is_err());
    }
}
