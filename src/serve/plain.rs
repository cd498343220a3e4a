//! Pages of the preview's own: why a page cannot be shown, and that there is none. They use no theme, for that may be what
//! is broken.

use super::state::Fault;

/// The policy of these pages.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// A page that says what is wrong; it is replaced by itself once that is mended.
pub(super) fn fault(fault: &Fault) -> String {
    let hint = fault.hint.as_deref().map_or_else(String::new, |hint| {
        format!("<p><b>What to do:</b> {}</p>\n", text(hint))
    });
    let main = format!(
        "<h1>This page cannot be shown</h1>\n<pre>{}</pre>\n{hint}\
         <p>The page appears here by itself as soon as this is mended.</p>\n",
        text(&fault.message)
    );
    page("This page cannot be shown", &main)
}

/// A page for a path that does not exist.
pub(super) fn missing(path: &str) -> String {
    let main = format!(
        "<h1>There is no page <code>/{}</code></h1>\n<p>It may have been renamed, or its record may be faulty or out of \
         sight for this audience. The page appears here by itself as soon as there is one.</p>\n\
         <p><a href=\"/index.html\">To the overview</a></p>\n",
        text(path)
    );
    page("There is no such page", &main)
}

fn page(title: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/-/live.css\">\n</head>\n\
         <body class=\"plain\">\n<main>\n{main}</main>\n</body>\n</html>\n",
        text(title)
    )
}

/// Text for a page or an attribute.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
