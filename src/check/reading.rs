//! R-FIL, R-YML, R-FLD, R-CSV, R-SET, R-PAG: what the stations that read and type report.

use super::rule::{Check, Gate, Rule};
use crate::diag::Severity;
use crate::record::reader::Profile;

const fn told(id: &'static str, severity: Severity, title: &'static str, explanation: &'static str) -> Rule {
    Rule {
        id,
        severity,
        gate: Gate::Reading,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title,
        explanation,
        check: Check::ByStation,
    }
}

/// Rules of reading.
pub(super) const RULES: &[Rule] = &[
    told(
        "R-FIL-01",
        Severity::Error,
        "every selected file and folder can be read",
        "A file that the settings select could not be opened, so its records are not on the site. Mend its rights, or leave it out with `records.exclude` in `tenfour.toml`.",
    ),
    told(
        "R-FIL-02",
        Severity::Error,
        "every selected file is UTF-8 text",
        "Records are UTF-8 text, with or without byte order mark. A file with other bytes is a picture, an archive, or text in another encoding: save it as UTF-8, or give it another ending.",
    ),
    told(
        "R-FIL-03",
        Severity::Warning,
        "no selected file is a symbolic link or in another repository",
        "Links are not followed, so that nothing outside the repository gets onto the site and no file is read twice. A repository inside the project, such as a submodule, is not read either: the project's commit does not hold its files. Put the file itself into the repository.",
    ),
    told(
        "R-FIL-04",
        Severity::Warning,
        "every file with records holds one",
        "A file is empty, or holds comments only. If it held a record before, that record is gone from the site: bring it back from git. Otherwise delete the file.",
    ),
    told(
        "R-FIL-05",
        Severity::Warning,
        "the project holds records",
        "No record was found, so the site says little. Run `tenfour new organization` for a first one, or look at `records.include` in `tenfour.toml`.",
    ),
    told(
        "R-YML-01",
        Severity::Error,
        "every file is valid YAML",
        "The text cannot be read beyond this place. Common causes: tabs for indentation, a value with `: ` or a leading `{`, `[`, `*`, `&` without quotes, a conflict left over from a merge. The other files are read all the same.",
    ),
    told(
        "R-YML-02",
        Severity::Error,
        "no key stands twice in one mapping",
        "Of two equal keys one would silently be lost. Both places are shown; keep one.",
    ),
    told(
        "R-YML-03",
        Severity::Error,
        "no anchors, aliases, merge keys or tags are used",
        "They make a record depend on another place of the file and can make a small file huge. Write the value out. Text that begins with `&`, `*` or `!` needs quotes.",
    ),
    told(
        "R-YML-04",
        Severity::Error,
        "every key is text",
        "A key that is a list or a mapping cannot name a field. A value that begins with `{` or `[` needs quotes when it is meant as text.",
    ),
    told(
        "R-YML-05",
        Severity::Error,
        "no file exceeds the limits of size, depth and number of values",
        "The limits are far above what records need: 32 MiB a file, 32 levels, two million values. They keep a broken or hostile file from stopping the build. Split large files; put responses into CSV tables.",
    ),
    told(
        "R-YML-06",
        Severity::Warning,
        "no text holds invisible control characters",
        "Control characters, and those that turn the direction of reading (U+202A to U+202E, U+2066 to U+2069), are not seen and can make text show something else than it says: an amount read backwards, a word that no search finds. They mostly come in by copying. Tabs and line ends are let pass, and so are the marks U+200E and U+200F of text that is written from right to left. Records, tables of responses and free pages are looked through.",
    ),
    told(
        "R-FLD-01",
        Severity::Error,
        "every field that the profile asks for is filled in",
        "The profile in `tenfour.toml` decides what is asked for: `starter` only what a record is meaningless without, `standard` what a dependable programme records, `audit` the whole catalogue. What the next profile would ask for is told as information.",
    ),
    told(
        "R-FLD-02",
        Severity::Error,
        "every field holds a value of its type",
        "A list is expected where text stands, a number where words stand, or the like. The message names what is expected.",
    ),
    told(
        "R-FLD-03",
        Severity::Error,
        "every word of a closed list is known",
        "The field takes one of some words. They are listed in the message and on the reference page of the kind.",
    ),
    told(
        "R-FLD-04",
        Severity::Error,
        "every date, instant and period is written unmistakably",
        "Days are written `2025-01-31`, instants with their offset from UTC `2025-01-31T09:30:00+01:00`, periods `2025`, `2025-H1`, `2025-Q2`, `2025-05` or `2025-W07`. Nothing is guessed from other forms.",
    ),
    told(
        "R-FLD-05",
        Severity::Error,
        "every number lies in its range and every text in its length",
        "The value is of the right type but outside of what the field can mean.",
    ),
    told(
        "R-FLD-06",
        Severity::Error,
        "no computed field is typed in",
        "Some fields follow from others, as a weight follows from the population. They are computed on every build, so that they cannot contradict the records.",
    ),
    told(
        "R-CSV-01",
        Severity::Error,
        "every table of responses has a header that can be understood",
        "The first line names the columns: `id`, `disposition`, the other fixed columns, then one column a question key. `tenfour explain response` lists them.",
    ),
    told(
        "R-CSV-02",
        Severity::Error,
        "every row of a table has a cell for each column",
        "A row with more or fewer cells than the header cannot be read safely. A cell that holds the separator or a line end needs double quotes around it.",
    ),
    told(
        "R-SET-01",
        Severity::Error,
        "the settings are valid TOML",
        "`tenfour.toml` cannot be read at this place; the build goes on with the usual settings to show further faults, and stops then.",
    ),
    told(
        "R-SET-02",
        Severity::Error,
        "the settings name rules, kinds, prefixes and standards that exist",
        "A setting for a rule, kind or standard that does not exist has no effect, which is rarely meant.",
    ),
    told(
        "R-SET-03",
        Severity::Error,
        "the patterns in the settings can be understood",
        "`records.include` and `records.exclude` take patterns in which `*` stands for part of a name and `**` for any folders.",
    ),
    told(
        "R-SET-05",
        Severity::Error,
        "the project's own rules can be read and evaluated",
        "A table `[[rule]]` in `tenfour.toml` is a rule of the project's own: `id` (`X-..`), `kind`, `expect`, and if need be `when`, `message`, `severity`, `clause`, `title`, `explanation`. `when` and `expect` are expressions that give `true` or `false` over the fields of a record, by name; a field that is not filled in is `none`. They also know `as_of`, `days_between(from, to)`, `working_days(from, to)`, `count(kind, status)` and `linked(kind)`, the ids of the records of a kind that name this one. Days compare as text: `due >= as_of`. A name that does not exist, a result that is neither `true` nor `false`, and an expression that takes too many steps are faults, told once for each expression with the first record on which it fails.",
    ),
    told(
        "R-SET-06",
        Severity::Error,
        "fields and words of the project's own fit the catalogue",
        "`[fields.KIND.NAME]` in `tenfour.toml` declares a field: `type` is text, md, date, int, num, bool, enum (with `values`), list or ref (with `of`), and `required`, `restricted`, `personal`, `label`, `about` and `column` may be added. A field of the catalogue cannot be declared again. `[taxonomies]` changes a list of words: a list takes the place of the catalogue's, `{add = [..], remove = [..], labels = {..}}` changes it. The lists are characteristic_subgroup, complaint_category, cause_class, remedy, closure_reason, promise_topic, indicator_family, review_input, population_unit and training_topic. Words are small letters, digits and `_`.",
    ),
    told(
        "R-SET-07",
        Severity::Warning,
        "no word is left out that rules know by name",
        "A rule asks for something, or lets something pass, where a certain word stands: a complaint that was closed as `duplicate` needs no answer of its own. Where the word is left out of its list, that cannot be said any more. Keep the word, or accept the warning by its severity in `[rules]`.",
    ),
    told(
        "R-SET-08",
        Severity::Error,
        "the project's own measures can be read and evaluated",
        "A table `[[measure]]` in `tenfour.toml` is a measure of the project's own: `id` (`X-..`), `name`, `sort` (share, ratio, count, mean or median), and over what it is measured: `records`, a kind or a list of kinds, or `responses`, a survey. `when` chooses; a share has `hit`, a mean or median `value`, a ratio `numerator` and `denominator`, and where other records stand below the line `denominator_records` and `denominator_when`. `period` names the field with the day by which it is cut into years and quarters. `unit`, `better`, `read_as` (fact or process), `definition`, `pitfalls` and `clause` may be added. Expressions know what those of rules know (`tenfour explain R-SET-05`); over responses they know `answers.KEY`, `segment.DIMENSION`, `product`, `role`, `duration_s`, `complete`, `submitted_on` and `wave`. Where an expression gives `none` the record is left out and counted as such. A name that does not exist, a result of another sort and an expression that takes too many steps are faults, told once for each expression with the first record on which it fails.",
    ),
    told(
        "R-SET-09",
        Severity::Error,
        "the addresses of the repository can be understood",
        "`repository.commit_url` and `repository.file_url` are addresses of the service that hosts the repository, with `{commit}`, `{path}` and `{line}` in their places. They begin with `https://` or `http://`. Where the project is a folder of the repository, its path stands in the address before `{path}`. Sites for the public carry no such links.",
    ),
    told(
        "R-PAG-01",
        Severity::Error,
        "every free page can be read and its expressions evaluated",
        "A page is Markdown with front matter between lines of three hyphens. Expressions in `{{ }}` may name what the page reference lists; a name that does not exist is an error and not an empty place.",
    ),
    told(
        "R-PAG-02",
        Severity::Warning,
        "every link on a free page leads somewhere",
        "A relative link must lead to a page of the site. Write the id of a record in double brackets, `[[CMP-2025-0001]]`, to link to its page.",
    ),
];
