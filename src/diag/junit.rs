//! The rules as `JUnit` XML, which most pipelines show as a table of tests: a suite a family, a test a rule.
//!
//! In: how every rule came out, in words. Out: XML. A test fails where its rule stops a build, so that a report is red exactly
//! when `check` ends with 1; what does not stop, such as a warning, is the output of a test that passed. What is not applicable,
//! switched off, waived or not judged is a skipped test with its reason.

use std::fmt::Write;

/// How a rule came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Came {
    /// Nothing stops, with what was told all the same, one line each.
    Passed(Vec<String>),
    /// Something stops, with what was told, one line each.
    Failed(Vec<String>),
    /// It was not held against the records, and why.
    Skipped(String),
}

/// A rule as a test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Test {
    /// Family of the rule.
    pub suite: String,
    /// Id and title.
    pub name: String,
    /// How it came out.
    pub came: Came,
}

/// The tests as one document; suites in the order in which they begin.
pub fn junit(tests: &[Test]) -> String {
    let mut suites: Vec<(&str, Vec<&Test>)> = Vec::new();
    for test in tests {
        match suites.iter_mut().find(|(name, _)| *name == test.suite) {
            Some((_, of)) => of.push(test),
            None => suites.push((&test.suite, vec![test])),
        }
    }
    let count = |tests: &[&Test], is: fn(&Came) -> bool| tests.iter().filter(|test| is(&test.came)).count();
    let failed = |came: &Came| matches!(came, Came::Failed(_));
    let skipped = |came: &Came| matches!(came, Came::Skipped(_));
    let all: Vec<&Test> = tests.iter().collect();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string does not fail.
    let _ = writeln!(
        xml,
        "<testsuites name=\"tenfour\" tests=\"{}\" failures=\"{}\">",
        all.len(),
        count(&all, failed)
    );
    for (name, tests) in suites {
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">",
            escape(name),
            tests.len(),
            count(&tests, failed),
            count(&tests, skipped)
        );
        for test in tests {
            let head = format!(
                "    <testcase classname=\"{}\" name=\"{}\"",
                escape(name),
                escape(&test.name)
            );
            let _ = match &test.came {
                Came::Passed(told) if told.is_empty() => writeln!(xml, "{head}/>"),
                Came::Passed(told) => {
                    writeln!(
                        xml,
                        "{head}>\n      <system-out>{}</system-out>\n    </testcase>",
                        escape(&told.join("\n"))
                    )
                }
                Came::Skipped(why) => {
                    writeln!(
                        xml,
                        "{head}>\n      <skipped message=\"{}\"/>\n    </testcase>",
                        escape(why)
                    )
                }
                Came::Failed(told) => {
                    let first = told.first().map(String::as_str).unwrap_or_default();
                    let message = match told.len() {
                        0 | 1 => first.to_owned(),
                        all => format!("{first} (and {} more)", all - 1),
                    };
                    let (message, told) = (escape(&message), escape(&told.join("\n")));
                    writeln!(
                        xml,
                        "{head}>\n      <failure message=\"{message}\">{told}</failure>\n    </testcase>"
                    )
                }
            };
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// Text for XML; characters that XML cannot hold become the mark of what cannot be shown.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character if character.is_control() => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_a_test_of_its_family() {
        let test = |suite: &str, name: &str, came| Test {
            suite: suite.to_owned(),
            name: name.to_owned(),
            came,
        };
        let tests = [
            test("A", "R-A-01", Came::Passed(Vec::new())),
            test(
                "B",
                "R-B-01 <x>",
                Came::Failed(vec!["a & \"b\"\u{1}".to_owned(), "c".to_owned()]),
            ),
            test("A", "R-A-02", Came::Skipped("no record".to_owned())),
            test(
                "A",
                "R-A-03",
                Came::Passed(vec!["warning: <late>".to_owned(), "warning: later".to_owned()]),
            ),
        ];
        assert_eq!(
            junit(&tests),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"tenfour\" tests=\"4\" failures=\"1\">
  <testsuite name=\"A\" tests=\"3\" failures=\"0\" skipped=\"1\">
    <testcase classname=\"A\" name=\"R-A-01\"/>
    <testcase classname=\"A\" name=\"R-A-02\">
      <skipped message=\"no record\"/>
    </testcase>
    <testcase classname=\"A\" name=\"R-A-03\">
      <system-out>warning: &lt;late&gt;
warning: later</system-out>
    </testcase>
  </testsuite>
  <testsuite name=\"B\" tests=\"1\" failures=\"1\" skipped=\"0\">
    <testcase classname=\"B\" name=\"R-B-01 &lt;x&gt;\">
      <failure message=\"a &amp; &quot;b&quot;\u{fffd} (and 1 more)\">a &amp; &quot;b&quot;\u{fffd}
c</failure>
    </testcase>
  </testsuite>
</testsuites>
"
        );
    }
}
