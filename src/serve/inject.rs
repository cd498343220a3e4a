//! What the preview adds to a page, and only the preview: its script, and the leave for that script to run and to listen.
//!
//! In: a page as it would be written. Out: the page with the script in its head, and the policies that stood in its
//! `<meta>` tags, loosened by as much as the preview needs. They leave the page and become headers: of two policies both
//! rule, so one that stays in the page could not be loosened by a header.

use std::ops::Range;

/// A page made ready for the preview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Prepared {
    /// The page.
    pub(super) html: String,
    /// Content security policies to be sent with it.
    pub(super) policies: Vec<String>,
}

/// Puts a tag at the end of a page's head and takes its policies out.
pub(super) fn prepare(html: &str, tag: &str) -> Prepared {
    let head = head(html);
    let mut prepared = String::with_capacity(html.len() + tag.len());
    let mut from = 0;
    for (range, _) in &head.policies {
        prepared.push_str(&html[from..range.start]);
        from = range.end;
    }
    prepared.push_str(&html[from..head.end]);
    prepared.push_str(tag);
    prepared.push_str(&html[head.end..]);
    Prepared {
        html: prepared,
        policies: head.policies.iter().map(|(_, policy)| loosen(policy)).collect(),
    }
}

/// A policy that lets the preview's own script, style and event stream pass; what it allowed before stays as it was.
fn loosen(policy: &str) -> String {
    let mut directives: Vec<(String, Vec<&str>)> = Vec::new();
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        let Some(name) = words.next().map(str::to_ascii_lowercase) else {
            continue;
        };
        // Of a directive that stands twice browsers take the first.
        if directives.iter().all(|(known, _)| *known != name) {
            directives.push((name, words.collect()));
        }
    }
    let default = directives
        .iter()
        .find(|(name, _)| name == "default-src")
        .map(|(_, words)| words.clone());
    for name in ["script-src", "style-src", "connect-src"] {
        // Without a directive of its own the default one rules, and without that nothing is forbidden.
        if let (Some(default), true) = (&default, directives.iter().all(|(known, _)| known != name)) {
            directives.push((name.to_owned(), default.clone()));
        }
    }
    let needed = [
        "script-src",
        "script-src-elem",
        "style-src",
        "style-src-elem",
        "connect-src",
    ];
    for (_, words) in directives.iter_mut().filter(|(name, _)| needed.contains(&&**name)) {
        words.retain(|word| !word.eq_ignore_ascii_case("'none'"));
        if !words.iter().any(|word| word.eq_ignore_ascii_case("'self'")) {
            words.push("'self'");
        }
    }
    let written: Vec<String> = directives
        .into_iter()
        .map(|(name, words)| format!("{name} {}", words.join(" ")).trim_end().to_owned())
        .collect();
    written.join("; ")
}

/// The head of a page, as far as it matters here.
struct Head {
    /// Policies of `<meta http-equiv="Content-Security-Policy">`, each with the place of its tag.
    policies: Vec<(Range<usize>, String)>,
    /// Where the head ends; the end of the text when there is none.
    end: usize,
}

/// Reads a page tag by tag until its head ends. Comments and the text of scripts, styles and titles are passed over, so
/// that a tag mentioned there is none.
fn head(html: &str) -> Head {
    let mut policies = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        if html[start..].starts_with("<!--") {
            at = find_after(html, start + 4, "-->");
            continue;
        }
        let tag = tag(html, start);
        match tag.name.as_str() {
            "/head" | "body" | "/html" => return Head { policies, end: start },
            "meta" if tag.is_policy() => policies.extend(tag.value("content").map(|text| (start..tag.end, text))),
            _ => {}
        }
        at = match tag.name.as_str() {
            "script" | "style" | "title" | "noscript" | "template" => past_text(html, tag.end, &tag.name),
            _ => tag.end,
        };
    }
    Head {
        policies,
        end: html.len(),
    }
}

/// The place after `needle`, or the end of the text.
fn find_after(html: &str, from: usize, needle: &str) -> usize {
    html[from.min(html.len())..]
        .find(needle)
        .map_or(html.len(), |found| from + found + needle.len())
}

/// The place of the closing tag of an element whose content is text.
fn past_text(html: &str, from: usize, name: &str) -> usize {
    let closes = |place: usize| {
        let rest = &html.as_bytes()[place + 2..];
        rest.get(..name.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
    };
    html[from..]
        .match_indices("</")
        .map(|(found, _)| from + found)
        .find(|place| closes(*place))
        .unwrap_or(html.len())
}

/// A tag with its attributes.
struct Tag {
    /// Name in lower case, a closing one with its `/`.
    name: String,
    attributes: Vec<(String, String)>,
    /// The place after it.
    end: usize,
}

impl Tag {
    fn value(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    fn is_policy(&self) -> bool {
        self.value("http-equiv")
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("content-security-policy"))
    }
}

/// Reads the tag that begins at `start`; one that is never closed lasts to the end of the text.
fn tag(html: &str, start: usize) -> Tag {
    let bytes = html.as_bytes();
    let until = |from: usize, stop: &dyn Fn(u8) -> bool| {
        let length = bytes[from..].iter().position(|byte| stop(*byte));
        length.map_or(bytes.len(), |length| from + length)
    };
    let mut at = until(start + 1, &|byte| byte.is_ascii_whitespace() || byte == b'>');
    let name = html[start + 1..at].trim_end_matches('/').to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at = until(at, &|byte| !(byte.is_ascii_whitespace() || byte == b'/'));
        match bytes.get(at) {
            None => break,
            Some(b'>') => {
                at += 1;
                break;
            }
            Some(_) => {}
        }
        let end = until(at + 1, &|byte| byte.is_ascii_whitespace() || b"=/>".contains(&byte));
        let key = html.get(at..end).unwrap_or_default().to_ascii_lowercase();
        let equals = until(end, &|byte| !byte.is_ascii_whitespace());
        let mut value = String::new();
        if bytes.get(equals) == Some(&b'=') {
            let from = until(equals + 1, &|byte| !byte.is_ascii_whitespace());
            at = match bytes.get(from) {
                Some(quote @ (b'"' | b'\'')) => {
                    let end = until(from + 1, &|byte| byte == *quote);
                    value = plain(&html[from + 1..end]);
                    (end + 1).min(bytes.len())
                }
                _ => {
                    let end = until(from, &|byte| byte.is_ascii_whitespace() || byte == b'>');
                    value = plain(&html[from..end]);
                    end
                }
            };
        } else {
            at = end;
        }
        attributes.push((key, value));
    }
    Tag {
        name,
        attributes,
        end: at,
    }
}

/// An attribute's value without the references that policies are written with.
fn plain(value: &str) -> String {
    let references = [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    references
        .iter()
        .fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "<script src=x></script>";

    #[test]
    fn the_script_stands_at_the_end_of_the_head() {
        let page = "<!doctype html><html><head><title>a </head> b</title></HEAD><body><p>c</head></body></html>";
        let expected = page.replace("</HEAD>", &format!("{TAG}</HEAD>"));
        assert_eq!(prepare(page, TAG).html, expected);
    }

    #[test]
    fn a_page_without_head_gets_it_before_its_body_or_at_its_end() {
        assert_eq!(prepare("<body>a", TAG).html, format!("{TAG}<body>a"));
        assert_eq!(prepare("a <b>ö", TAG).html, format!("a <b>ö{TAG}"));
        assert_eq!(prepare("", TAG).html, TAG);
        assert_eq!(prepare("a <", TAG).html, format!("a <{TAG}"));
        assert_eq!(prepare("<!-- a", TAG).html, format!("<!-- a{TAG}"));
        assert_eq!(prepare("<title>a", TAG).html, format!("<title>a{TAG}"));
    }

    #[test]
    fn the_policy_leaves_the_page_and_lets_the_preview_in() {
        let page = "<head><meta charset=utf-8><META content=\"default-src 'none'; img-src 'self' data:\" \
                    HTTP-EQUIV='content-security-policy' /><link></head>";
        let prepared = prepare(page, TAG);
        assert_eq!(prepared.html, format!("<head><meta charset=utf-8><link>{TAG}</head>"));
        let policy =
            "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'; connect-src 'self'";
        assert_eq!(prepared.policies, [policy]);
    }

    #[test]
    fn a_policy_in_a_comment_or_in_the_body_is_none() {
        let meta = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">";
        let page = format!("<head><!-- {meta} --><script>\"{meta}\"</script></head><body>{meta}</body>");
        assert_eq!(prepare(&page, TAG).policies, Vec::<String>::new());
    }

    #[test]
    fn what_a_policy_allowed_it_still_allows() {
        assert_eq!(loosen("img-src *"), "img-src *");
        assert_eq!(loosen("script-src 'NONE'; script-src *"), "script-src 'self'");
        assert_eq!(
            loosen("upgrade-insecure-requests; connect-src https://a.example"),
            "upgrade-insecure-requests; connect-src https://a.example 'self'"
        );
        assert_eq!(
            loosen("default-src https:; script-src-elem 'self'"),
            "default-src https:; script-src-elem 'self'; script-src https: 'self'; style-src https: 'self'; connect-src https: 'self'"
        );
        assert_eq!(plain("default-src &#39;none&#39;"), "default-src 'none'");
    }
}
