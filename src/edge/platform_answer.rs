//! A platform's answer, passed on: its status, its body as it comes, and a few header fields. It comes from our origin then, so no
//! browser may show it as a page of ours.

use super::{Content, Reply};
use crate::http::Response;
use crate::http::forwarded_headers::FORWARDED_HEADERS;

/// The type of what could be anything.
const BYTES: &str = "application/octet-stream";

/// The types of files that no browser runs anything of, beside pictures, sound and films.
const INERT: [&str; 5] = [BYTES, "application/pdf", "application/zip", "text/csv", "text/plain"];

/// JSON is passed on as it is. All else is a file to be saved: a browser that opens the address shows nothing of it. The type of such
/// a file stays only where nothing in it can run, because a page which calls may make an address of our origin of it
/// (`URL.createObjectURL`), and what is opened there goes by that type.
pub(super) fn pass_on<B>(response: Response<B>) -> Reply<B> {
    let reply = Reply::stream(response.status, Content::Stream(response.body));
    let others = FORWARDED_HEADERS.iter().filter(|name| **name != "content-type");
    let passed = others.filter_map(|name| Some((*name, response.headers.get(name)?)));
    let reply = passed.fold(reply, |reply, (name, value)| reply.header(name, value));
    let given = response.headers.get("content-type").unwrap_or_default();
    match essence(given) {
        Some(essence) if is_json(&essence) => reply.header("content-type", given),
        essence => {
            let is_inert = essence.is_some_and(|essence| is_inert(&essence));
            let file = reply.header("content-disposition", "attachment");
            file.header("content-type", if is_inert { given } else { BYTES })
        }
    }
}

/// A media type without its parameters, in small letters; `None` for what is not one type: of several, each browser takes another.
fn essence(given: &str) -> Option<String> {
    let essence = given.split(';').next()?.trim().to_ascii_lowercase();
    let is_token = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+._".contains(&b))
    };
    let (kind, subtype) = essence.split_once('/')?;
    (is_token(kind) && is_token(subtype) && !given.contains(',')).then_some(essence)
}

fn is_json(essence: &str) -> bool {
    essence == "application/json"
        || essence.starts_with("application/") && essence.ends_with("+json")
}

fn is_inert(essence: &str) -> bool {
    let is_media = ["image/", "audio/", "video/"].iter().any(|kind| essence.starts_with(kind));
    // SVG is a document, with scripts.
    INERT.contains(&essence) || is_media && !essence.contains("xml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Headers;

    fn passed(content_type: Option<&str>) -> Reply<()> {
        let mut headers = Headers::default();
        if let Some(content_type) = content_type {
            headers.add("content-type", content_type).unwrap();
        }
        pass_on(Response { status: 200, headers, body: () })
    }

    #[test]
    fn json_is_passed_on_as_it_is() {
        for json in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON;charset=\"utf-8\"",
            "application/problem+json",
            "application/vnd.api+json",
        ] {
            let reply = passed(Some(json));
            assert_eq!(reply.headers.get("content-type"), Some(json));
            assert_eq!(reply.headers.get("content-disposition"), None, "{json}");
        }
    }

    #[test]
    fn what_is_no_json_is_a_file_whose_type_stays_only_where_nothing_runs() {
        for inert in
            ["image/png", "audio/ogg", "video/mp4", "text/csv; header=present", "text/plain"]
        {
            let reply = passed(Some(inert));
            assert_eq!(reply.headers.get("content-type"), Some(inert));
            assert_eq!(reply.headers.get("content-disposition"), Some("attachment"), "{inert}");
        }
        for other in [
            "",
            "text/html",
            "TEXT/HTML ; charset=utf-8",
            "text/xml",
            "text/css",
            "text/javascript",
            "application/xhtml+xml",
            "application/javascript",
            "image/svg+xml",
            "image/SVG+XML",
            "multipart/x-mixed-replace;boundary=x",
            "application/json, text/html",
            "application/json;x=\"a\",text/html",
            "image/png,text/html",
            "text/html;+json",
            "text/x+json",
            "json",
            "application/",
            "/json",
            "*/*",
            "application/json\u{e9}",
        ] {
            let reply = passed(Some(other));
            assert_eq!(reply.headers.get("content-type"), Some(BYTES), "{other}");
            assert_eq!(reply.headers.get("content-disposition"), Some("attachment"), "{other}");
        }
        assert_eq!(passed(None).headers.get("content-type"), Some(BYTES));
    }

    #[test]
    fn whatever_its_type_a_browser_may_do_nothing_with_it() {
        let policy =
            passed(Some("text/html")).headers.get("content-security-policy").map(str::to_owned);
        let policy = policy.unwrap();
        for part in ["sandbox", "default-src 'none'", "form-action 'none'", "base-uri 'none'"] {
            assert!(policy.split("; ").any(|one| one == part), "{policy}");
        }
    }
}
