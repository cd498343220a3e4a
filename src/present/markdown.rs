//! Markdown to HTML in which nothing unsafe can stand.
//!
//! In: text that somebody wrote. Out: HTML made from the parser's events only: raw HTML becomes text, links lead to
//! `http`, `https`, `mailto`, or to places on the site, pictures to files of the site. Ids of records become links.
//! Nothing unsafe is produced, so nothing has to be cleaned.

use super::page::WITHHELD;
use crate::record::id::is_id;
use minijinja::HtmlEscape;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// Where things are, seen from the page that is written.
pub trait Where {
    /// The address of a record's page, relative to the page that is written.
    fn record(&self, id: &str) -> Option<String>;
    /// Whether an id is not to be told.
    fn hides(&self, _id: &str) -> bool {
        false
    }
    /// The address of a relative link as written, when it leads to something on the site.
    fn page(&self, written: &str) -> Option<String>;
    /// What this program puts in the place of a mark in the text.
    fn piece(&self, _number: usize) -> Option<&Piece> {
        None
    }
}

/// What this program puts into the text of a person: its place is marked with [`mark`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Piece {
    /// In words, for places where nothing else can stand.
    pub words: String,
    /// Where the words lead, in running text.
    pub url: Option<String>,
    /// Whether it is a block that stands alone where its paragraph does; its mark then stays in the HTML, outside of elements.
    pub is_block: bool,
}

/// First and last character of a mark in a text, and first character of that of a block in HTML. What people write has them
/// taken out ([`unmarked`]), so that nobody can set a mark.
const MARK: [char; 3] = ['\u{e000}', '\u{e001}', '\u{e002}'];

/// The mark of a piece.
pub fn mark(number: usize) -> String {
    format!("{}{number}{}", MARK[0], MARK[1])
}

/// Text in which no mark can stand; as many bytes as it was.
pub fn unmarked(text: &str) -> String {
    text.replace(MARK, "\u{fffd}")
}

/// HTML between blocks, and the numbers of the blocks, in their order.
pub fn blocks(html: &str) -> Vec<Result<&str, usize>> {
    cut(html, MARK[2])
}

/// Text between marks, and their numbers.
fn cut(text: &str, begin: char) -> Vec<Result<&str, usize>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(begin) {
        parts.push(Ok(before));
        rest = behind;
        if let Some((number, behind)) = behind.split_once(MARK[1])
            && let Ok(number) = number.parse()
        {
            parts.push(Err(number));
            rest = behind;
        }
    }
    parts.push(Ok(rest));
    parts.retain(|part| part.as_ref() != Ok(&""));
    parts
}

/// HTML and the relative links that lead nowhere.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Destinations as written, with the byte range of the link in the text.
    pub dead: Vec<(String, std::ops::Range<usize>)>,
}

/// Renders text; `level` is the heading level that a first-level heading gets.
pub fn render(text: &str, level: u8, places: &dyn Where) -> Rendered {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_DEFINITION_LIST;
    let mut filter = Filter {
        places,
        level,
        inside: Vec::new(),
        open: Vec::new(),
        events: Vec::new(),
        dead: Vec::new(),
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match &event {
            Event::Start(tag) => filter.open.push(tag.to_end()),
            Event::End(_) => {
                filter.open.pop();
            }
            _ => {}
        }
        filter.take(event, range);
    }
    let mut html = String::with_capacity(text.len() * 2);
    html::push_html(&mut html, filter.events.into_iter());
    if html.contains(MARK[0]) {
        // Where nothing but text can stand, as in code or in the title of a link.
        html = in_words(&html, places);
    }
    Rendered {
        html,
        dead: filter.dead,
    }
}

/// HTML with the words of pieces in the place of their marks.
fn in_words(html: &str, places: &dyn Where) -> String {
    let mut written = String::with_capacity(html.len());
    for part in cut(html, MARK[0]) {
        match part {
            Ok(html) => written.push_str(html),
            Err(number) => {
                let words = places.piece(number).map_or("", |piece| piece.words.as_str());
                written.push_str(&HtmlEscape(words).to_string());
            }
        }
    }
    written
}

/// One line of text as HTML: escaped, with ids of records as links.
pub fn line(text: &str, places: &dyn Where) -> String {
    let mut filter = Filter {
        places,
        level: 1,
        inside: Vec::new(),
        open: Vec::new(),
        events: Vec::new(),
        dead: Vec::new(),
    };
    filter.text(text);
    let mut html = String::new();
    html::push_html(&mut html, filter.events.into_iter());
    html
}

/// What became of an opened link or picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    /// It stands in the output.
    Kept,
    /// Only its text stands in the output.
    Dropped,
}

struct Filter<'a, 'p> {
    places: &'p dyn Where,
    level: u8,
    inside: Vec<Opened>,
    /// Elements that are open, from the outermost.
    open: Vec<TagEnd>,
    events: Vec<Event<'a>>,
    dead: Vec<(String, std::ops::Range<usize>)>,
}

impl<'a> Filter<'a, '_> {
    fn take(&mut self, event: Event<'a>, range: std::ops::Range<usize>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) if text.contains(MARK[0]) => {
                self.marked(&text);
            }
            Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock) if self.is_blank() => {}
            Event::Html(text) | Event::InlineHtml(text) => self.events.push(Event::Text(text)),
            Event::Start(Tag::HtmlBlock) => self.events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => self.events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level, .. }) => {
                let level = self.heading(level);
                self.events.push(Event::Start(Tag::Heading {
                    level,
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::End(TagEnd::Heading(level)) => {
                let level = self.heading(level);
                self.events.push(Event::End(TagEnd::Heading(level)));
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => self.link(link_type, &dest_url, title, id, range),
            Event::Start(Tag::Image {
                dest_url,
                title,
                id,
                link_type,
            }) => {
                // Only pictures of the site: a remote one would tell a stranger who reads the site.
                match self.places.page(&dest_url).filter(|_| !has_scheme(&dest_url)) {
                    Some(dest_url) => {
                        self.inside.push(Opened::Kept);
                        self.events.push(Event::Start(Tag::Image {
                            link_type,
                            dest_url: dest_url.into(),
                            title,
                            id,
                        }));
                    }
                    None => {
                        self.dead.push((dest_url.to_string(), range));
                        self.inside.push(Opened::Dropped);
                    }
                }
            }
            Event::End(end @ (TagEnd::Link | TagEnd::Image)) => {
                if self.inside.pop() == Some(Opened::Kept) {
                    self.events.push(Event::End(end));
                }
            }
            Event::Text(text) if self.inside.is_empty() => self.text_owned(text),
            other => self.events.push(other),
        }
    }

    /// Takes back what was begun of a paragraph when nothing stands in it but the space around blocks.
    fn is_blank(&mut self) -> bool {
        let is_space = |event: &Event<'_>| match event {
            Event::SoftBreak => true,
            Event::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        let begun = self.events.iter().rposition(|event| !is_space(event));
        match begun.map(|at| (at, &self.events[at])) {
            Some((at, Event::Start(Tag::Paragraph))) => {
                self.events.truncate(at);
                true
            }
            _ => false,
        }
    }

    /// Text with marks of pieces.
    fn marked(&mut self, text: &str) {
        let in_link = !self.inside.is_empty();
        let in_code = self.open.contains(&TagEnd::CodeBlock);
        for part in cut(text, MARK[0]) {
            let piece = match part {
                Ok(text) if in_link || in_code => {
                    self.events.push(Event::Text(CowStr::from(text.to_owned())));
                    continue;
                }
                Ok(text) => {
                    self.text_owned(CowStr::from(text.to_owned()));
                    continue;
                }
                Err(number) => self.places.piece(number).map(|piece| (number, piece)),
            };
            let Some((number, piece)) = piece else { continue };
            let words = Event::Text(CowStr::from(piece.words.clone()));
            let alone = matches!(self.open[..], [TagEnd::Paragraph | TagEnd::HtmlBlock]);
            match &piece.url {
                _ if in_link || in_code => self.events.push(words),
                _ if piece.is_block && alone => {
                    if !self.is_blank() {
                        self.events.push(Event::End(TagEnd::Paragraph));
                    }
                    let mark = format!("{}{number}{}", MARK[2], MARK[1]);
                    self.events.push(Event::Html(CowStr::from(mark)));
                    self.events.push(Event::Start(Tag::Paragraph));
                }
                Some(url) => {
                    self.events.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: CowStr::from(url.clone()),
                        title: CowStr::Borrowed(""),
                        id: CowStr::Borrowed(""),
                    }));
                    self.events.push(words);
                    self.events.push(Event::End(TagEnd::Link));
                }
                None => self.events.push(words),
            }
        }
    }

    fn heading(&self, level: HeadingLevel) -> HeadingLevel {
        let shifted = (level as usize + usize::from(self.level) - 1).min(6);
        HeadingLevel::try_from(shifted).unwrap_or(HeadingLevel::H6)
    }

    fn link(
        &mut self,
        link_type: LinkType,
        written: &str,
        title: CowStr<'a>,
        id: CowStr<'a>,
        range: std::ops::Range<usize>,
    ) {
        let address = match link_type {
            LinkType::WikiLink { .. } => self.places.record(written),
            LinkType::Email => Some(format!("mailto:{written}")),
            _ if has_scheme(written) => allowed_scheme(written).then(|| written.to_owned()),
            _ if written.starts_with('#') => Some(written.to_owned()),
            _ => self.places.record(written).or_else(|| self.places.page(written)),
        };
        match address {
            Some(address) => {
                self.inside.push(Opened::Kept);
                // The type only tells the writer how to spell the address, which is decided here.
                self.events.push(Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url: address.into(),
                    title,
                    id,
                }));
            }
            None => {
                self.dead.push((written.to_owned(), range));
                self.inside.push(Opened::Dropped);
            }
        }
    }

    fn text_owned(&mut self, text: CowStr<'a>) {
        if text.bytes().any(|byte| byte == b'-') && mentions(&text).next().is_some() {
            self.text(&text);
        } else {
            self.events.push(Event::Text(text));
        }
    }

    /// Text with ids of records as links.
    fn text(&mut self, text: &str) {
        let mut done = 0;
        for (start, id) in mentions(text) {
            let address = self.places.record(id);
            let hidden = address.is_none() && self.places.hides(id);
            if address.is_none() && !hidden {
                continue;
            }
            self.events
                .push(Event::Text(CowStr::from(text[done..start].to_owned())));
            done = start + id.len();
            let Some(address) = address else {
                self.events.push(Event::Text(CowStr::Borrowed(WITHHELD)));
                continue;
            };
            let link = Tag::Link {
                link_type: LinkType::Inline,
                dest_url: address.into(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            };
            self.events.push(Event::Start(link));
            self.events.push(Event::Text(CowStr::from(id.to_owned())));
            self.events.push(Event::End(TagEnd::Link));
        }
        self.events.push(Event::Text(CowStr::from(text[done..].to_owned())));
    }
}

/// Text without the ids that are not to be told.
pub fn mask(text: &str, places: &dyn Where) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (start, id) in mentions(text).filter(|(_, id)| places.hides(id)) {
        masked.push_str(&text[done..start]);
        masked.push_str(WITHHELD);
        done = start + id.len();
    }
    masked.push_str(&text[done..]);
    masked
}

/// Whether text names an id that is not to be told.
pub fn names_hidden(text: &str, places: &dyn Where) -> bool {
    mentions(text).any(|(_, id)| places.hides(id))
}

/// Words of a text that have the form of an id, with their offsets.
fn mentions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let part_of_id = |character: char| character.is_ascii_alphanumeric() || character == '-' || character == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at + text[at..].find(part_of_id)?;
            let end = text[start..]
                .find(|character| !part_of_id(character))
                .map_or(text.len(), |length| start + length);
            at = end;
            let word = text[start..end].trim_end_matches(['-', '_']);
            if is_id(word) {
                return Some((start, word));
            }
        }
        None
    })
}

/// Whether an address begins with `scheme:`; one with odd characters before the colon counts as having one.
fn has_scheme(address: &str) -> bool {
    let colon = address.find(':');
    let slash = address.find(['/', '?', '#']).unwrap_or(usize::MAX);
    colon.is_some_and(|colon| colon < slash)
        || address.trim_start().starts_with("//")
        || address.trim_start().starts_with("\\\\")
}

fn allowed_scheme(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Two;

    impl Where for Two {
        fn record(&self, id: &str) -> Option<String> {
            (id == "ACT-002").then(|| "../actions/ACT-002.html".to_owned())
        }
        fn page(&self, written: &str) -> Option<String> {
            (written == "about.md").then(|| "about.html".to_owned())
        }
    }

    fn html(text: &str) -> String {
        render(text, 2, &Two).html
    }

    #[test]
    fn raw_html_becomes_text() {
        assert_eq!(
            html("a <b onclick=x>b</b>"),
            "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"
        );
        assert!(!html("<script>alert(1)</script>\n").contains("<script"));
    }

    #[test]
    fn only_known_schemes_and_places_become_links() {
        assert_eq!(
            html("[x](https://a.example/)"),
            "<p><a href=\"https://a.example/\">x</a></p>\n"
        );
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "//a.example/x",
            "vbscript:x",
            "&#106;avascript:x",
            "java\nscript:x",
        ] {
            assert!(!html(&format!("[x](<{bad}>)")).contains("href"), "{bad}");
        }
        assert_eq!(
            render("[x](missing.md)", 2, &Two).dead,
            [("missing.md".to_owned(), 0..15)]
        );
        assert_eq!(html("[x](about.md)"), "<p><a href=\"about.html\">x</a></p>\n");
        assert!(!html("![x](https://a.example/p.png)").contains("<img"));
    }

    #[test]
    fn ids_of_records_become_links() {
        let link = "<a href=\"../actions/ACT-002.html\">ACT-002</a>";
        assert_eq!(
            html("See ACT-002, not ACT-003."),
            format!("<p>See {link}, not ACT-003.</p>\n")
        );
        assert_eq!(html("[[ACT-002]]"), format!("<p>{link}</p>\n"));
        assert_eq!(html("`ACT-002`"), "<p><code>ACT-002</code></p>\n");
        assert_eq!(line("<ACT-002>", &Two), format!("&lt;{link}&gt;"));
    }

    #[test]
    fn headings_are_shifted() {
        assert_eq!(html("# a {#evil onclick=x}"), "<h2>a {#evil onclick=x}</h2>\n");
    }

    proptest! {
        /// A sanitiser that others keep finds nothing to take out of what the filter lets through.
        #[test]
        fn a_second_opinion_finds_nothing_unsafe(text in "[a-z<>&\"'/:=#!\\[\\]() \n\\*`_-]{0,80}") {
            let ours = html(&text);
            let lower = ours.to_lowercase();
            prop_assert!(!lower.contains("<script") && !lower.contains("href=\"javascript"));
            let mut cleaner = ammonia::Builder::default();
            cleaner.link_rel(None).add_tags(["input", "section", "div"]).add_generic_attributes(["class", "id", "type", "disabled", "checked"]);
            let count = |html: &str| html.matches('<').count();
            prop_assert_eq!(count(&cleaner.clean(&ours).to_string()), count(&ours.replace("<br />", "<br>")));
        }
    }
}
