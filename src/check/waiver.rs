//! R-WVR, R-SET-04: what is let pass, and that it is let pass for a reason that still holds.
//!
//! In: what all other rules told. A waiver in force marks the faults of its rule on its records; they are shown with the waiver
//! and do not count. A waiver that has ended, lets nothing pass or names what cannot be waived is a fault itself, and so is a
//! line of the settings that switches off what would find nothing.
//!
//! Not to be waived is what makes a record unreadable or a page wrong: files and YAML (R-FIL, R-YML, R-CSV), settings and pages
//! (R-SET, R-PAG), identity, links and unknown fields (R-GEN-01 to 03), values that cannot be read (R-FLD-02 to 06), what is
//! shown to whom (R-PUB), and waivers (R-WVR). A field that is missing (R-FLD-01) can be waived: old records may lack it for ever.

use super::rule::{Advice, AnyRule, Check, Context, Gate, Report, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Waived, did_you_mean};
use crate::record::Record;
use crate::record::reader::Profile;
use crate::record::waiver::Waiver;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-WVR-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "no waiver in use has ended",
        explanation: "A waiver lets records break a rule until a day. The day has passed, so it lets nothing pass any more: mend the records, or look at the reason again and set a later day in `until`. When it is no longer needed, set `status: retired`: the record stays as evidence.",
        check: Check::Judge(ended),
    },
    Rule {
        id: "R-WVR-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "every waiver lets something pass",
        explanation: "The rule found nothing wrong with a record that the waiver names, so there is nothing to let pass. Usually the record was mended: take it out of `records`, or set `status: retired`, so that a fault that comes later is told.",
        check: Check::Last(needed),
    },
    Rule {
        id: "R-WVR-03",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "every waiver names a rule that can be waived",
        explanation: "The rule does not exist, or it is one that cannot be waived, because without it a record could not be read, found or shown rightly: the rules of files, YAML, tables, settings and pages (R-FIL, R-YML, R-CSV, R-SET, R-PAG), of ids, links and unknown fields (R-GEN-01 to R-GEN-03), of values that cannot be read (R-FLD-02 to R-FLD-06), of publication (R-PUB) and of waivers (R-WVR). `tenfour explain` lists the rules.",
        check: Check::Judge(of_known_rules),
    },
    Rule {
        id: "R-SET-04",
        severity: Severity::Information,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "every rule that the settings switch off would find something",
        explanation: "A line below `[rules]` in `tenfour.toml` switches a rule off, and the rule would find nothing wrong. Take the line out, so that a fault that comes later is told. Rules that this version or this profile does not judge are left alone.",
        check: Check::Last(needed_settings),
    },
];

/// Whether a waiver may let a rule be broken.
pub fn may_be_waived(rule: &str) -> bool {
    let families = ["R-FIL-", "R-YML-", "R-CSV-", "R-SET-", "R-PAG-", "R-PUB-", "R-WVR-"];
    let single = [
        "R-GEN-01", "R-GEN-02", "R-GEN-03", "R-FLD-02", "R-FLD-03", "R-FLD-04", "R-FLD-05", "R-FLD-06",
    ];
    !families.iter().any(|family| rule.starts_with(family)) && !single.contains(&rule)
}

/// Waivers that are not retired.
fn active<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Record, &'a Waiver)> {
    context
        .ledger
        .each::<Waiver>()
        .filter(|(record, _)| !record.is_settled())
}

/// The waiver that lets a diagnostic pass; of several the one that holds longest.
pub(super) fn of(context: &Context<'_>, found: &Diagnostic) -> Option<Waived> {
    let id = found.record.as_deref()?;
    if !may_be_waived(&found.rule) {
        return None;
    }
    let covering = active(context).filter(|(_, waiver)| waiver.covers(&found.rule, id, context.as_of));
    let (record, waiver) = covering.max_by_key(|(record, waiver)| (waiver.until, std::cmp::Reverse(record.id())))?;
    Some(Waived {
        by: record.id().to_owned(),
        until: waiver.until?,
        reason: waiver.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
    })
}

fn ended(context: &Context<'_>, report: &mut Report) {
    for (record, waiver) in active(context) {
        let Some(until) = waiver.until else { continue };
        report.looks_at(record);
        if until < context.as_of {
            let rule = waiver.rule.as_deref().unwrap_or("..");
            let message = format!("`{}` let `{rule}` be broken until {until} and has ended", record.id());
            report.fault(record, "until", message).advise(
                "mend the records, or set a later day with the reason for it; `status: retired` ends the waiver",
            );
        }
    }
}

/// The rule that a waiver names, when it is there and can be waived.
fn known(context: &Context<'_>, waiver: &Waiver) -> Option<AnyRule> {
    let id = waiver.rule.as_deref()?;
    super::all(context.settings).find(|rule| rule.id() == id && may_be_waived(id))
}

fn of_known_rules(context: &Context<'_>, report: &mut Report) {
    for (record, waiver) in active(context) {
        let Some(id) = waiver.rule.as_deref() else { continue };
        report.looks_at(record);
        let rules: Vec<AnyRule> = super::all(context.settings).collect();
        if !rules.iter().any(|rule| rule.id() == id) {
            let near = did_you_mean(id, rules.iter().map(AnyRule::id));
            let hint = near.map_or_else(
                || "`tenfour explain` lists the rules".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`{}` waives `{id}`, and there is no such rule", record.id());
            report.fault(record, "rule", message).advise(hint);
        } else if !may_be_waived(id) {
            let message = format!("`{}` waives `{id}`, which cannot be waived", record.id());
            report
                .fault(record, "rule", message)
                .advise("mend the records; `tenfour explain R-WVR-03` tells which rules cannot be waived, and why");
        }
    }
}

fn needed(context: &Context<'_>, diagnostics: &Diagnostics, report: &mut Report) {
    for (record, waiver) in active(context) {
        let in_force =
            waiver.until.is_some_and(|until| context.as_of <= until) && waiver.on.is_none_or(|on| on <= context.as_of);
        let Some(rule) = known(context, waiver).filter(|_| in_force) else {
            continue; // ended, not begun, or of a rule that does not exist: told elsewhere
        };
        report.looks_at(record);
        for (index, of) in waiver.records.iter().enumerate() {
            let found = |found: &Diagnostic| found.rule == rule.id() && found.record.as_deref() == Some(of.id());
            if context.ledger.find(of.id()).is_none() || diagnostics.iter().any(found) {
                continue;
            }
            let (why, hint) = if rule.severity(context.settings).is_none() {
                (
                    "which the settings switch off",
                    "take the line out of `[rules]`, or retire the waiver",
                )
            } else if rule.from() > context.profile() {
                ("which this profile does not ask for", "retire the waiver")
            } else {
                (
                    "which finds nothing wrong with it",
                    "take the record out of the waiver, or retire the waiver",
                )
            };
            let message = format!("`{}` lets `{}` break `{}`, {why}", record.id(), of.id(), rule.id());
            report.fault(record, &format!("records[{index}]"), message).advise(hint);
        }
    }
}

fn needed_settings(context: &Context<'_>, diagnostics: &Diagnostics, report: &mut Report) {
    for (id, setting) in context.settings.said_of_rules() {
        let Some(rule) = super::all(context.settings).find(|rule| rule.id() == id) else {
            continue;
        };
        let is_judged = match &rule {
            AnyRule::Catalogue(rule) => !matches!(rule.check, Check::NotYet | Check::AtBuild | Check::Last(_)),
            AnyRule::Own(_) => true,
        };
        if setting.severity().is_some() || !is_judged || rule.from() > context.profile() {
            continue;
        }
        let place = context.written.place(&format!("rules.{id}"));
        let name = format!("[rules] {id}");
        report.looks_at_other(&name);
        if diagnostics.dropped(id) == 0 {
            let message = format!("`{id}` is switched off and would find nothing");
            report.fault_of_other(&name, place, message).advise("take the line out");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, check, run};

    const LATE: &str = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
events:
  - {at: 2025-03-03T09:00:00Z, kind: received}
  - {at: 2025-04-28T09:00:00Z, kind: acknowledged}
";

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a waiver that has ended is told until it is retired",
            rule: "R-WVR-01",
            breaks: "
id: WVR-1
rule: R-CMP-05
records: [CMP-1]
reason: The team was ill.
until: 2025-06-29
",
            says: &["a.yaml:6:8: error[R-WVR-01]: `WVR-1` let `R-CMP-05` be broken until 2025-06-29 and has ended"],
            keeps: "
id: WVR-1
until: 2025-06-30
---
id: WVR-2
status: retired
until: 2024-06-30
---
id: WVR-3
",
        },
        Case {
            what: "a waiver that lets nothing pass is told, one that does is not",
            rule: "R-WVR-02",
            breaks: "
- id: WVR-1
  rule: R-CMP-05
  records: [CMP-1]
  until: 2025-12-31
- id: CMP-1
  received_at: 2025-03-03T09:00:00Z
  events: [{at: 2025-03-03T09:00:00Z, kind: received}, {at: 2025-03-03T10:00:00Z, kind: acknowledged}]
",
            says: &[
                "a.yaml:4:13: warning[R-WVR-02]: `WVR-1` lets `CMP-1` break `R-CMP-05`, which finds nothing wrong with it",
            ],
            keeps: "
- id: WVR-1
  rule: R-CMP-05
  records: [CMP-1]
  until: 2025-12-31
- id: CMP-1
  received_at: 2025-03-03T09:00:00Z
  events: [{at: 2025-03-03T09:00:00Z, kind: received}, {at: 2025-04-28T10:00:00Z, kind: acknowledged}]
- id: WVR-2
  rule: R-CMP-05
  records: [CMP-1]
  until: 2025-01-31
- id: WVR-3
  rule: R-CMP-05
  records: [CMP-404]
  until: 2025-12-31
",
        },
        Case {
            what: "a waiver names a rule that exists and can be waived",
            rule: "R-WVR-03",
            breaks: "
- {id: WVR-1, rule: R-CMP-5}
- {id: WVR-2, rule: R-GEN-02}
- {id: WVR-3, rule: R-WVR-01}
",
            says: &[
                "a.yaml:2:21: error[R-WVR-03]: `WVR-1` waives `R-CMP-5`, and there is no such rule",
                "a.yaml:3:21: error[R-WVR-03]: `WVR-2` waives `R-GEN-02`, which cannot be waived",
                "a.yaml:4:21: error[R-WVR-03]: `WVR-3` waives `R-WVR-01`, which cannot be waived",
            ],
            keeps: "
- {id: WVR-1, rule: R-CMP-05}
- {id: WVR-2, rule: R-FLD-01}
- {id: WVR-3, rule: X-1}
- {id: WVR-4}
-- tenfour.toml --
as_of = 2025-06-30
[[rule]]
id = \"X-1\"
kind = \"waiver\"
expect = \"true\"
",
        },
        Case {
            what: "a rule that is switched off would find something",
            rule: "R-SET-04",
            breaks: "
-- tenfour.toml --
as_of = 2025-06-30
[rules]
R-CMP-05 = \"off\"
-- a.yaml --
id: CMP-1
",
            says: &["tenfour.toml:3:12: information[R-SET-04]: `R-CMP-05` is switched off and would find nothing"],
            keeps: "
-- tenfour.toml --
as_of = 2025-06-30
[rules]
R-CMP-05 = \"off\"
R-PUB-01 = \"off\"
R-ACT-03 = \"information\"
-- a.yaml --
id: CMP-1
received_at: 2025-03-03T09:00:00Z
events:
  - {at: 2025-03-03T09:00:00Z, kind: received}
  - {at: 2025-04-28T09:00:00Z, kind: acknowledged}
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn a_waiver_in_force_is_shown_with_what_it_lets_pass_and_ends_with_its_day() {
        let waiver = |until: &str| {
            format!(
                "{LATE}---\nid: WVR-1\nrule: R-CMP-05\nrecords: [CMP-1]\nreason: |\n  The team\n  was ill.\nuntil: {until}\n"
            )
        };
        let late = "a.yaml:6:10: warning[R-CMP-05]: the receipt of `CMP-1` was confirmed after 40 working days, later than 2 working days";
        let line = |files: &str| {
            let said = check(files);
            said.lines()
                .find(|line| line.contains("[R-CMP-05]"))
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(line(LATE), late);
        assert_eq!(
            line(&waiver("2025-06-30")),
            format!("{late} (waived by WVR-1 until 2025-06-30 because: The team was ill.)")
        );
        assert_eq!(line(&waiver("2025-06-29")), late);
    }
}
