//! A line in the table `[redirects]` of `tenfour.toml`: an old id and the one it has now.

/// The settings with one more redirect; everything else stays as written.
///
/// In: the text, whose redirects stand under a heading `[redirects]` or nowhere. Whether the result is right is for the
/// caller to see by reading it: text that looks like a heading may stand inside a string.
pub fn add(text: &str, old: &str, new: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("{old} = \"{new}\"{end}");
    let Some(at) = place(text) else {
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => end,
            _ => &format!("{end}{end}"),
        };
        let about = "# Old ids and the ids they have now, so that old links still lead on.";
        return format!("{text}{gap}[redirects]{end}{about}{end}{line}");
    };
    let gap = if text[..at].ends_with('\n') { "" } else { end };
    format!("{}{gap}{line}{}", &text[..at], &text[at..])
}

/// Where the next line of the table goes: behind its last one, or behind its heading with the remarks that follow it.
fn place(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut inside = false;
    let mut last_key = None;
    let mut remarks = 0;
    let mut only_remarks = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim();
        if inside && content.starts_with('[') {
            // Remarks that touch the next heading belong to it.
            return Some(last_key.unwrap_or(if only_remarks {
                heading_end(text, start)
            } else {
                remarks
            }));
        }
        if is_heading(content) {
            inside = true;
            remarks = at;
            only_remarks = true;
        } else if inside && content.starts_with('#') {
            if only_remarks {
                remarks = at;
            }
        } else if inside && content.is_empty() {
            only_remarks = false;
        } else if inside {
            last_key = Some(at);
            only_remarks = false;
        }
    }
    inside.then(|| last_key.unwrap_or(remarks))
}

/// The end of the heading's line above an offset.
fn heading_end(text: &str, before: usize) -> usize {
    let mut at = 0;
    for line in text[..before].split_inclusive('\n') {
        at += line.len();
        if is_heading(line.trim()) {
            return at;
        }
    }
    before
}

fn is_heading(line: &str) -> bool {
    let name = line.split('#').next().unwrap_or_default().trim();
    name.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|name| name.trim() == "redirects")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_begun_at_the_end() {
        assert_eq!(
            add("title = \"T\" # mine\n", "A-1", "A-2"),
            "title = \"T\" # mine\n\n[redirects]\n# Old ids and the ids they have now, so that old links still lead on.\nA-1 = \"A-2\"\n"
        );
        assert!(add("a = 1", "A-1", "A-2").starts_with("a = 1\n\n[redirects]\n"));
        assert!(add("a = 1\r\n", "A-1", "A-2").ends_with("\r\nA-1 = \"A-2\"\r\n"));
    }

    #[test]
    fn a_line_is_added_behind_the_last_one() {
        for (text, expected) in [
            (
                "[redirects]\nA-0 = \"A-1\" # why\n\n[rules]\n",
                "[redirects]\nA-0 = \"A-1\" # why\nA-1 = \"A-2\"\n\n[rules]\n",
            ),
            (
                "[ redirects ] # r\n# about\n\n# about rules\n[rules]\n",
                "[ redirects ] # r\n# about\nA-1 = \"A-2\"\n\n# about rules\n[rules]\n",
            ),
            (
                "[redirects]\n# about rules\n[rules]\n",
                "[redirects]\nA-1 = \"A-2\"\n# about rules\n[rules]\n",
            ),
            (
                "[redirects]\nA-0 = \"A-1\"",
                "[redirects]\nA-0 = \"A-1\"\nA-1 = \"A-2\"\n",
            ),
            ("[redirects]", "[redirects]\nA-1 = \"A-2\"\n"),
        ] {
            assert_eq!(add(text, "A-1", "A-2"), expected);
        }
    }
}
