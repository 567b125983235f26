//! A member's data as an app wants it: decoded, pictures with whole addresses, and the wire's beside.

use serde_json::Value;

use super::{Settings, entities};
use crate::providers::Profile;
use crate::text::text;

impl Settings {
    /// Makes a profile of the `user_info` object.
    ///
    /// Texts are decoded once and are plain text from then on: whoever shows them escapes them.
    #[must_use]
    pub fn profile(&self, user_info: Value) -> Profile {
        let text = |name: &str| scalar(user_info.get(name)?).map(|text| entities::decode(&text));
        let username = text("user_name");
        let full_name = [text("user_firstname"), text("user_lastname")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        Profile {
            id: text("user_id").unwrap_or_default(),
            name: Some(full_name).filter(|name| !name.is_empty()).or_else(|| username.clone()),
            username,
            email: text("user_email"),
            first_name: text("user_firstname"),
            last_name: text("user_lastname"),
            gender: text("user_gender"),
            birthdate: text("user_birthdate"),
            picture: self.picture(text("user_picture"), text("profile_picture")),
            cover: self.upload(text("user_cover")),
            registered: text("user_registered"),
            verified: text("user_verified").is_some_and(|flag| flag == "1"),
            relationship: text("user_relationship"),
            biography: text("user_biography"),
            website: text("user_website")
                .filter(|address| is_web_address(address) || !address.contains(':')),
            raw: user_info,
        }
    }

    /// The member's own picture. `profile_picture` is a whole address, right even where uploads lie on a
    /// CDN, but older engines always give the theme's default there; then the documented path counts.
    fn picture(&self, path: Option<String>, whole: Option<String>) -> Option<String> {
        let whole = whole.filter(|address| is_web_address(address));
        match whole {
            Some(address) if !is_theme_default(&address) => Some(address),
            default => self.upload(path).or(default),
        }
    }

    /// The whole address of an upload, whose path is stored relative to the uploads folder.
    fn upload(&self, path: Option<String>) -> Option<String> {
        let path = path?;
        if is_web_address(&path) {
            return Some(path);
        }
        // Anything with a scheme, or that leaves the folder, is no upload.
        if path.contains([':', '\\'])
            || path.starts_with("//")
            || path.split('/').any(|segment| segment == "..")
        {
            return None;
        }
        let path = path.trim_start_matches('/');
        // Some engines store the folder's own name with the path.
        let path = path.strip_prefix("uploads/").unwrap_or(path);
        let segments: Vec<_> = path.split('/').map(crate::http::query::encode_component).collect();
        Some(text![self.uploads_base, "/", segments.join("/")])
    }
}

/// The text of a field: a string as a rule; a number or flag where an engine forgot the quotes.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(if *flag { "1" } else { "0" }.into()),
        Value::Array(_) | Value::Null | Value::Object(_) => None,
    }
}

/// Themes keep the avatars of members who have no picture.
fn is_theme_default(address: &str) -> bool {
    address.contains("/content/themes/") || address.contains("blank_profile")
}

fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::super::settings::tests::settings;
    use super::*;
    use serde_json::json;

    fn profile(user_info: Value) -> Profile {
        settings(r#"{"app_id":"1"}"#).profile(user_info)
    }

    #[test]
    fn every_documented_field_is_read() {
        let raw = json!({
            "user_id": "90071992547409931", "user_name": "sean", "user_email": "sean@members.example",
            "user_firstname": "Se&aacute;n", "user_lastname": "O&#039;Brien", "user_gender": "Male",
            "user_birthdate": "1990-01-15", "user_picture": "photos/2025/01/sean.jpg", "user_cover": "photos/c d.jpg",
            "user_registered": "2025-01-01 00:00:00", "user_verified": "1", "user_relationship": "single",
            "user_biography": "I &lt;3 caf&eacute;s &amp;lt;", "user_website": "https://sean.example",
            "profile_picture": "https://pipichat.com/content/themes/default/images/blank_profile_male.png",
            "profile_cover": "https://pipichat.com/content/uploads/"
        });
        let profile = profile(raw.clone());
        assert_eq!(
            serde_json::to_value(&profile).unwrap(),
            json!({
                "id": "90071992547409931", "username": "sean", "email": "sean@members.example", "name": "Seán O'Brien",
                "firstName": "Seán", "lastName": "O'Brien", "gender": "Male", "birthdate": "1990-01-15",
                "picture": "https://pipichat.com/content/uploads/photos/2025/01/sean.jpg",
                "cover": "https://pipichat.com/content/uploads/photos/c%20d.jpg",
                "registered": "2025-01-01 00:00:00", "verified": true, "relationship": "single",
                "biography": "I <3 cafés &lt;", "website": "https://sean.example", "raw": raw
            })
        );
    }

    #[test]
    fn nulls_and_missing_fields_are_null() {
        for raw in [
            json!({"user_id": "7", "user_name": null, "user_picture": null}),
            json!({"user_id": 7, "user_name": ""}),
        ] {
            let profile = profile(raw);
            assert_eq!(profile.id, "7");
            assert_eq!(
                (profile.name, profile.username, profile.picture, profile.verified),
                (None, None, None, false)
            );
        }
    }

    #[test]
    fn the_username_stands_in_for_a_name() {
        assert_eq!(profile(json!({"user_name": "ana"})).name.as_deref(), Some("ana"));
        assert_eq!(
            profile(json!({"user_name": "ana", "user_lastname": "Lima"})).name.as_deref(),
            Some("Lima")
        );
    }

    #[test]
    fn pictures_get_whole_addresses_and_nothing_else_passes() {
        let default = "https://pipichat.com/content/themes/default/images/blank_profile.png";
        let cases = [
            (
                json!("photos/a.jpg"),
                json!("https://cdn.example/photos/a.jpg"),
                Some("https://cdn.example/photos/a.jpg"),
            ),
            (
                json!("uploads/photos/a.jpg"),
                json!(default),
                Some("https://pipichat.com/content/uploads/photos/a.jpg"),
            ),
            (
                json!("photos/a.jpg"),
                json!(default),
                Some("https://pipichat.com/content/uploads/photos/a.jpg"),
            ),
            (
                json!("/photos/a.jpg"),
                json!(null),
                Some("https://pipichat.com/content/uploads/photos/a.jpg"),
            ),
            (json!("https://cdn.example/a.jpg"), json!(default), Some("https://cdn.example/a.jpg")),
            (json!(null), json!(default), Some(default)),
            (json!(""), json!(""), None),
            (json!("../../etc/passwd"), json!(null), None),
            (json!("javascript:alert(1)"), json!("javascript:alert(2)"), None),
            (json!("//evil.example/a.jpg"), json!(null), None),
        ];
        for (path, whole, expected) in cases {
            let profile = profile(json!({"user_picture": path, "profile_picture": whole}));
            assert_eq!(profile.picture.as_deref(), expected, "{path} {whole}");
        }
    }

    #[test]
    fn a_website_is_kept_unless_it_could_run() {
        for (website, kept) in
            [("https://a.example", true), ("a.example/me", true), ("javascript:alert(1)", false)]
        {
            let profile = profile(json!({"user_website": website}));
            assert_eq!(profile.website.is_some(), kept, "{website}");
        }
    }

    #[test]
    fn uploads_may_lie_elsewhere() {
        let settings = settings(r#"{"app_id":"1","uploads_base":"https://cdn.example/uploads"}"#);
        let profile = settings.profile(json!({"user_picture": "a.jpg"}));
        assert_eq!(profile.picture.as_deref(), Some("https://cdn.example/uploads/a.jpg"));
    }
}
