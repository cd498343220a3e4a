#!/usr/bin/env python3
"""Plays the example project into a fresh git repository, commit by commit, as its team would have written it.

    python3 tests/example/history.py --data src/scaffold/example/history.txt    # after every change of example-project
    python3 tests/example/history.py TARGET      # the repository itself; TARGET must not exist or be empty

The example lies in the repository of the program, so it has no history of its own. What can only be seen in a history
needs one: entries made late, fields that changed, a due date that moved, closed records that were touched again.
`tenfour init --example` makes this history from the data that the first call writes. That call also writes into each review
which commit it looked at: the last one on the day of its `data_as_of`.

The last commit equals example-project, file by file, but for the setting that its history is not read. Everybody writes in
office hours, soon after what they write down. What binds others, what is concluded and what is closed goes in when a second
person has read it; the rest directly. Each review has a tag.

Planted on purpose:
- four entries later than five working days: CMP-2024-0009, CMP-2024-0014, CMP-2024-0020, INT-CALL-2024Q2-2
- CMP-2025-0008 changed after closing with a reason, CMP-2024-0022 without one
- ACT-019: due date moved on 2025-09-22

Standard library and git only.
"""

import datetime as dt
import difflib
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent / "example-project"
FIRST, LAST = dt.date(2024, 1, 8), dt.date(2026, 1, 30)
DAY = dt.timedelta(days=1)
DATE = re.compile(r"\d{4}-\d\d-\d\d")
PAGES = dt.date(2026, 1, 28)


def date(text):
    return dt.date.fromisoformat(text)


def field(text, name):
    found = re.search(rf"^(?:- |  )?{name}: (\S+)", text, re.M)
    return found[1] if found else None


def day_of(text, name):
    value = field(text, name)
    return date(value) if value and DATE.fullmatch(value) else None


def blocks(text):
    """Top-level fields of a single record: name and text, comments with what follows them."""
    parts = re.split(r"(?m)^(?=(?:# [^\n]*\n)*[a-z_]+:)", text)
    return [((re.search(r"(?m)^([a-z_]+):", part) or [None, ""])[1], part) for part in parts if part]


def without(text, *names):
    return "".join(part for name, part in blocks(text) if name not in names)


def drop_later(text, day, key):
    """Leaves out lines that tell of something later, such as `- {at: 2025-…`."""
    keep = []
    for line in text.splitlines(keepends=True):
        found = re.search(rf"{key}: (\d{{4}}-\d\d-\d\d)", line)
        if not found or date(found[1]) <= day:
            keep.append(line)
    return "".join(keep)


def drop_empty(text):
    """A list that has no items yet is not written."""
    return "".join(part for _, part in blocks(text) if not re.fullmatch(r"(?:# [^\n]*\n)*[a-z_]+:\n", part))


# --- one function a kind of file: the text on a day, or nothing -------------------------------------------

def complaint(text, day):
    if day < day_of(text, "created"):
        return None
    when = {}
    for at, kind in re.findall(r"\{at: (\d{4}-\d\d-\d\d)\S*, kind: (\w+)", text):
        when.setdefault(kind, date(at))
        if kind == "closed":
            when["last_closed"] = date(at)
    never = dt.date.max
    hidden = []
    if day < when.get("assessed", never):
        hidden += ["assessment"]
    if day < when.get("investigation_started", never):
        hidden += ["investigation"]
    if day < when.get("decision_made", when.get("withdrawn", never)):
        hidden += ["outcome", "outcome_reason", "remedies"]
    if day < when.get("last_closed", never):
        hidden += ["preventive_decision", "causes", "closure", "satisfaction_survey", "cost"]
    if day < when.get("referred_external", never):
        hidden += ["dispute"]
    shown = drop_later(without(text, *hidden), day, r"- \{at")
    if day < when.get("investigation_completed", when.get("withdrawn", never)) and "last_closed" in when:
        shown = re.sub(r"(?m)^  completed_on: .*\n", "", shown)
        shown = re.sub(r"(?m)^  conclusion: (?:\|\n(?:    .*\n)+|.*\n)", "  conclusion: Not yet.\n", shown)
    if "reassessed" in when and day < when["reassessed"]:
        before = re.search(r"from: (\d), severity", text)[1]
        shown = re.sub(r"(?m)^  severity: \d", f"  severity: {before}", shown)
        shown = re.sub(r"(?m)^  reassessed:\n", "", shown)
    shown = re.sub(r"carried_out_on: (\d{4}-\d\d-\d\d)", lambda m: m[0] if date(m[1]) <= day else "", shown)
    shown = shown.replace(", , ", ", ").replace(", }", "}").replace("{, ", "{")
    name = field(text, "id")
    if name == "CMP-2025-0008" and day < date("2025-05-20"):
        shown = without(shown, "change_reason").replace("pallets", "palets")
    if name == "CMP-2024-0022" and day < date("2024-09-12"):
        shown = shown.replace("P-2361", "P-2316")
    return shown


def action(text, day):
    if day < day_of(text, "created"):
        return None
    shown = text
    moved = re.search(r"\{old: (\S+), new: (\S+), on: (\S+),", text)
    if moved and day < date(moved[3]):
        shown = re.sub(r"(?m)^due: .*", f"due: {moved[1]}", without(shown, "due_history"))
    shown = drop_empty(drop_later(shown, day, r"- \{on"))
    final = field(text, "status")
    done, approved = day_of(text, "implemented_on"), day_of(text, "approved_on")
    checked = VERIFIED.get(field(text, "id"))
    if approved and day < approved:
        shown, state = without(shown, "approved_by", "approved_on"), "proposed"
    elif final == "cancelled":
        state = "cancelled" if day >= date("2025-07-15") else "in_progress"
    elif done and day < done:
        state = "in_progress"
    elif done and checked and day < checked:
        state = "implemented"
    else:
        state = final
    if done and day < done:
        shown = without(shown, "implemented_on")
    if state != "cancelled":
        shown = without(shown, "cancel_reason")
    return re.sub(r"(?m)^status: .*", f"status: {state}", shown)


def finding(text, day):
    if day < day_of(text, "created"):
        return None
    decided = day_of(text, "decided_on")
    if decided and day < decided:
        text = without(text, "decided_by", "decided_on", "decision_reason")
        text = re.sub(r"(?m)^decision: .*", "decision: pending", text)
    return text


def dispute(text, day):
    if day < day_of(text, "created"):
        return None
    closed = day_of(text, "closed_on")
    if closed and day < closed:
        text = without(text, "closed_on", "satisfaction", "lessons", "findings", "cost")
        text = re.sub(r"(?m)^outcome: .*", "outcome: pending", text)
    if (done := day_of(text, "implemented_on")) and day < done:
        text = without(text, "implemented_on")
    return drop_empty(drop_later(text, day, r"- \{on"))


def relationship_survey(text, day):
    """The questionnaire in force on a day, with those before it."""
    head, rest = text.split("# Current questionnaire", 1)
    now, past = rest.split("# What earlier waves were asked\nearlier_versions:\n", 1)
    items = ["  - version" + item for item in past.split("  - version")[1:]]
    ends = [date(re.search(r"    to: (\S+)", item)[1]) for item in items]
    current = next((i for i, end in enumerate(ends) if day <= end), None)
    if day < day_of(text, "created"):
        return None
    if current is None:
        return text
    version = re.search(r'version: "(\w+)"', items[current])[1]
    questions = items[current].split("    questions:\n", 1)[1]
    questions = re.sub(r"(?m)^    ", "", questions)
    head = re.sub(r'(?m)^version: .*', f'version: "{version}"', without(head, "notes"))
    earlier = "# What earlier waves were asked\nearlier_versions:\n" + "".join(items[:current]) if current else ""
    return head + f"# Current questionnaire (version {version})\nquestions:\n" + questions + earlier


def plan(text, day):
    """In force until the plan of the next year is made."""
    shown = single(text, day)
    year = int(field(text, "id")[-4:])
    after = PROJECT / "plans" / f"PLN-{year + 1}.yaml"
    if shown and after.exists() and day < day_of(after.read_text(encoding="utf-8"), "created"):
        shown = re.sub(r"(?m)^status: retired", "status: active", shown)
    return shown


def single(text, day):
    return text if day >= (day_of(text, "created") or FIRST) else None


def wave_block(text, day):
    end = day_of(text, "field_end")
    if day < end + 12 * DAY and day < LAST:
        for name in ("dispositions", "by_stratum", "validation_note", "no_finding", "published_on"):
            text = re.sub(rf"(?m)^  {name}:.*\n(?:    .*\n)*", "", text)
        state = "fielding" if day >= day_of(text, "field_start") else "planned"
        text = re.sub(r"(?m)^  status: .*", f"  status: {state}", text)
    published = day_of(text, "published_on")
    if published and day < published:
        text = re.sub(r"(?m)^  published_on: .*\n", "", text)
        text = re.sub(r"(?m)^  status: .*", "  status: analysed", text)
    return text


def objective_block(text, day):
    if day < day_of(text, "due") + 24 * DAY and day < date("2026-01-27"):
        text = re.sub(r"(?m)^  status: .*", "  status: active", text)
    return text


def series_block(text, day):
    """Values appear two weeks after the quarter."""
    keep = []
    for line in text.splitlines(keepends=True):
        found = re.search(r"period: (\d{4})-Q(\d)", line)
        if found:
            year, quarter = int(found[1]), int(found[2])
            end = dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            if day < end + 13 * DAY:
                continue
        change = re.search(r"\{from: (\S+), what", line)
        if change and day < date(change[1]):
            continue
        keep.append(line)
    return re.sub(r"(?m)^  (?:values|standard_met|definition_changes):\n(?!    )", "", "".join(keep))


def client_block(text, day):
    return drop_later(text, day, r"ended: \{date")


def segment_block(text, day):
    return drop_later(text, day, r"- \{date")


def unborn(text, day):
    """Takes out links to records that were not there yet: an item of a list, a line, or in a plan the title instead."""
    keep = []
    new = lambda name: BORN.get(name, FIRST) > day
    for line in text.splitlines(keepends=True):
        names = [name for name in ID.findall(line) if new(name)]
        if not names:
            keep.append(line)
        elif found := re.fullmatch(r"( *[a-z_]+: )\[(.*)\]\n", line):
            rest = [item for item in found[2].split(", ") if item not in names]
            if rest or "objectives" in line:
                keep.append(f"{found[1]}[{', '.join(rest)}]\n")
        elif "{what: " in line and "planned_from" in line:
            keep.append(line.replace(names[0], TITLE[names[0]].replace(",", "")))
        elif re.fullmatch(r" *- \{(?:.* )?(?:ref|action|record): %s[,}].*\n" % names[0], line):
            pass
        elif re.fullmatch(r" *[a-z_]+: \{.*\}\n| *- [A-Z]{3}-\S+\n", line):
            if found := re.match(r"( *access|  - \{audience)", line):
                keep.append(line)
        elif found := re.fullmatch(r"( *[a-z_]+: )%s\n" % names[0], line):
            if "responsible" in line:
                keep.append(f"{found[1]}ROL-MD\n")
        else:
            line = re.sub(r"(?:, )?(?:%s)(?=[,\]])" % "|".join(names), "", line) if "roles: [" in line else line
            keep.append(line)
    return "".join(keep)


def many(text, day, block):
    """A file with several records: each from the day it was made."""
    separator = "---\n" if "\n---\n" in text else None
    if separator:
        parts = text.split("---\n")
        head, records = "", parts
    else:
        # comments belong to the record that follows, those at the top to the file
        head, rest = re.match(r"((?:#[^\n]*\n|\n)*)([\s\S]*)", text).groups()
        records, remarks = [], ""
        for piece in re.split(r"(?m)^(?=(?:# [^\n]*\n)*- \{?id: )", rest):
            if re.fullmatch(r"(?:# [^\n]*\n)*", piece):
                remarks += piece
            else:
                records.append(remarks + piece)
                remarks = ""
    shown = []
    for record in records:
        made = re.search(r"\bcreated: (\d{4}-\d\d-\d\d)", record)
        if not made or date(made[1]) <= day:
            shown.append(block(record, day) if block else record)
    if not shown:
        return None
    return head + (separator or "").join(shown)


def rule(path, text):
    name = path.as_posix()
    if name.startswith("complaints/"):
        return complaint
    if name.startswith("actions/"):
        return action
    if name.startswith("findings/"):
        return finding
    if name.startswith("plans/"):
        return plan
    if name.startswith("disputes/DSP"):
        return dispute
    if name == "surveys/relationship.yaml":
        return relationship_survey
    if name.endswith(".csv"):
        ready = min(WAVE_END[path.stem] + 3 * DAY, LAST)
        return lambda text, day: text if day >= ready else None
    if name.startswith("pages/"):
        return lambda text, day: text if day >= PAGES else None
    if name == "tenfour.toml":
        return settings
    if name == "indicators/exposure.yaml":
        return lambda text, day: series_block(text, day) if day >= date("2024-04-15") else None
    block = {
        "waves": wave_block, "objectives": objective_block, "customers": client_block,
    }.get(name.split("/")[0])
    if name == "framework/segments.yaml":
        block = segment_block
    if name == "people/training.yaml":
        block = training_block
    if name.startswith("indicators/") and "- id: IND" in text:
        return lambda text, day: many(text, day, series_block) if day >= date("2024-04-15") else None
    if "\n---\n" in text or re.search(r"(?m)^- \{?id: ", text):
        return lambda text, day: many(text, day, block)
    return single


def settings(text, day):
    """Own measures come with the pages, the fixed day of the snapshot last."""
    if day < LAST:
        text = re.sub(r"\n# The site is a snapshot.*\nas_of = .*\n", "", text)
    if day < PAGES:
        text = text.split("\n# Two measures of our own")[0].rstrip("\n") + "\n"
    if date("2024-09-12") <= day < date("2024-11-06"):
        text += "\n[rules]\n# Until both sides have agreed to the mediation, see DSP-001.\nR-DSP-01 = \"warning\"\n"
    return text


def training_block(text, day):
    found = re.search(r"(?m)^  effectiveness_check:\n(?:    .*\n)*?    date: (\S+)\n(?:    .*\n)*", text)
    if found and day < date(found[1]):
        text = text.replace(found[0], "")
    return drop_later(text, day, r"effectiveness_check: \{.*date")


LATER = re.compile(r" *(staff_informed_on|closed_on|valid_to): (\d{4}-\d\d-\d\d)\n")
ROUNDS = [date("2025-01-28"), date("2026-01-27")]


def shifted(day, months):
    month = day.year * 12 + day.month - 1 + months
    first = dt.date(month // 12, month % 12 + 1, 1)
    last = (dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY).day
    return first.replace(day=min(day.day, last))


def foreseen(text, day):
    """What a record says of days to come is what was known then: reviews confirmed, looked at, closed and ended later.

    Days of the next review and the last one move at the annual reviews, the day of a frame with each draw.
    """
    keep, epoch, dropped, retires = [], FIRST, set(), False
    for line in text.splitlines(keepends=True):
        if found := re.search(r"\bcreated: (\d{4}-\d\d-\d\d)", line):
            epoch = max([date(found[1])] + [turn for turn in ROUNDS if turn <= day and turn >= date(found[1])])
            dropped = set()
        if (found := LATER.fullmatch(line)) and found[1] != "valid_to" or found and retires:
            if date(found[2]) > day:
                dropped.add(found[1])
                continue
        if re.match(r" *closed_by:", line) and "closed_on" in dropped:
            continue
        if found := re.fullmatch(r"( *)(review_due|next_review|last_reviewed|confirmed_on|reviewed_on|frame_date): (\S+)\n", line):
            name, value = found[2], date(found[3])
            if name in ("last_reviewed", "confirmed_on", "reviewed_on"):
                value = epoch if value > day else value
            elif name == "frame_date":
                step = -6 if value.day == 15 else -3
                while value > day and (before := shifted(value, step)):
                    value = before if step == -6 else shifted(before.replace(day=1), 1) - DAY
            else:
                while value > epoch + 730 * DAY:
                    value = shifted(value, -12)
            line = f"{found[1]}{name}: {value}\n"
        if (found := re.search(r"\b(?:date|on|when|from): (\d{4}-\d\d-\d\d)", line)) and date(found[1]) > day:
            if re.match(r" *- \{(?:role: ROL-\S+|entity: .*|what: (?:(?!planned_from).)*|(?:ref|text): .*), ", line):
                continue
            if re.match(r" *(level_assumed|level_customer):", line):
                continue
        if (found := re.search(r"- \{role: .*(, to: (\S+))\}", line)) and date(found[2]) > day:
            line = line.replace(found[1], "")
        if found := re.match(r" *consent: \{complainant: (\d{4}-\d\d-\d\d)", line):
            if date(found[1]) > day:
                line = re.sub(r"(complainant|organization): [^,]+", r"\1: false", line)
        keep.append(line)
    return re.sub(r"(?m)^( *deviations:)\n(?! +- )", r"\1 []\n", "".join(keep))


def retired(path, text, day):
    """A policy is in force until it is retired."""
    if path == "policies/policies.yaml" and day < date("2025-02-03"):
        return re.sub(r"  valid_to: 2025-02-02\n", "", text.replace("  status: retired\n", "", 1))
    return text


def working_day(day):
    while day.weekday() > 4 or day in HOLIDAYS:
        day += DAY
    return day


def days_between(text, extra=()):
    """The days on which a file may have changed."""
    named = {date(found) for found in DATE.findall(text)} | set(extra)
    for found in re.findall(r"period: (\d{4})-Q(\d)", text):
        year, quarter = map(int, found)
        named.add(dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1) + 13 * DAY)
    named |= {end + shift * DAY for end in re.findall(r"field_end: (\S+)", text) for end in [date(end)] for shift in (3, 12)}
    named |= {due + 24 * DAY for due in re.findall(r"(?m)^  due: (\S+)", text) for due in [date(due)]}
    named |= {done + 7 * DAY for done in re.findall(r"performed_on: (\S+)", text) for done in [date(done)]}
    for end in (date(found) for found in re.findall(r"frame_date: (\S+)", text)):
        named |= {shifted(end, -3 * back) + shift * DAY for back in range(9) for shift in (0, 1)}
    named |= {day + DAY for day in list(named)} | {FIRST, LAST}
    # what happens at a weekend or on a holiday is written down on the next working day
    return sorted({working_day(day) for day in named if FIRST <= day <= LAST})


# --- who writes what, when, and in which words ---------------------------------------------------------------

BIRDS = {
    "ROL-MD": "Heron", "ROL-QUALITY": "Kestrel", "ROL-DELIVERY": "Plover", "ROL-SUPPORT": "Wren", "ROL-COMPLAINTS": "Lapwing",
    "ROL-RESEARCH": "Dunlin", "ROL-DPO": "Curlew", "ROL-SALES": "Pochard", "ROL-AUDITOR": "Shearwater", "ROL-LEAD": "Merlin",
    "ROL-AGENT": "Swift", "PER-05": "Lapwing", "PER-06": "Dunlin", "PER-18": "Dipper", "PER-22": "Sanderling",
}
# Who reads a change before it counts; the managing director reads what the head of quality writes.
READER = defaultdict(lambda: "Kestrel", {"Kestrel": "Heron", "Dipper": "Lapwing", "Sanderling": "Dunlin"})
# Changes that a second person reads: what binds others, what is concluded, and what is closed.
READ = {"policies", "plans", "surveys", "reviews", "verifications", "objectives", "audits", "waivers", "promises", "disputes"}
VERBS = {
    "CMP": "Log", "ACT": "Raise", "FND": "Record", "CAU": "Establish", "REV": "Add the minutes of", "VER": "Verify", "WAV": "Plan",
    "MSG": "Note", "INT": "Note", "FGP": "Note", "FBK": "Note", "CDG": "Code", "AUD": "Announce", "AFN": "Record", "WVR": "Grant",
    "TRN": "Note", "CUS": "Take on", "OBJ": "Set", "DSP": "Open", "RSP": "Add",
}
DONE = {
    "received": "log", "logged": "log", "acknowledged": "acknowledge", "assessed": "assess", "assigned": "assign",
    "immediate_action": "act at once", "investigation_started": "begin to investigate", "info_requested": "ask for information",
    "info_received": "note information", "update_given": "give an update", "investigation_completed": "end the investigation",
    "response_proposed": "propose an answer", "decision_made": "decide", "decision_communicated": "tell the decision",
    "complainant_accepted": "note acceptance", "complainant_rejected": "note rejection", "alternatives_informed": "name alternatives",
    "remedy_carried_out": "carry out the remedy", "closed": "close", "reopened": "reopen", "reassessed": "assess anew",
    "escalated_internal": "escalate", "referred_external": "refer outside", "external_decision": "note the outcome outside",
    "survey_invited": "invite to the survey", "withdrawn": "note the withdrawal", "note": "add a note",
}


def toss(*parts):
    """A number that looks thrown and is the same every time."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:4], "big")


def records(text):
    """Records of a file by id: each from its id to the next."""
    parts = re.split(r"(?m)^(?=(?:- \{?|)id: [A-Z]{3}-)", text)
    found = ((re.match(r"(?:- \{?)?id: ([A-Z]{3}-[A-Za-z0-9-]+)", part), part) for part in parts)
    return {match[1]: part for match, part in found if match}


def listed(names):
    """`A, B and C`, or how many."""
    if len(names) > 4:
        return f"{names[0]} to {names[-1]}, {len(names)} records"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def small(title):
    return title.strip().strip('"')


def words(changed):
    """Subject and body of a commit over files: path, text before, text after."""
    (path, before, after), more = changed[0], changed[1:]
    area = path.split("/")[0]
    if path.endswith(".csv"):
        names = [Path(name).stem for name, _, _ in changed]
        rows = sum(len(text.splitlines()) - 1 for _, _, text in changed)
        return f"Add {rows} answers of {listed(names)}", ""
    if path == ".gitignore":
        return "Set up the repository", "One file a record, checked with every change."
    if path == "tenfour.toml":
        if "[rules]" in after:
            return "Let a missing consent be a warning", "Both sides of DSP-001 still think about it. Until then the site is to be built."
        if "[rules]" in before:
            return "Let a missing consent be an error again", "Both sides of DSP-001 have agreed."
        return ("Fix the day of the snapshot" if "\nas_of" in after else "Measure late delivery and answer times ourselves"), ""
    if area == "pages":
        return "Tell in pages how we work" if before is None else "Update pages", ""
    if area == "complaints" and not more:
        return complaint_words(before, after)
    new, touched, notes = [], [], []
    for _, old, now in changed:
        old, now = records(old or ""), records(now)
        new += [name for name in now if name not in old]
        touched += [name for name in now if name in old and old[name].rstrip("\n- ") != now[name].rstrip("\n- ")]
        notes += [note for name in now if name in old for note in [note_of(name, old[name], now[name])] if note]
    if new and not touched or len(new) > 3:
        verb = VERBS.get(new[0][:3], "Add") if len({name[:3] for name in new}) == 1 else "Add"
        if area == "codings":
            return f"Code open answers: {listed([Path(name).stem for name, _, _ in changed])}", f"{len(new)} codings."
        if len(new) == 1:
            return f"{verb} {new[0]}: {small(TITLE[new[0]])}", ""
        return f"{verb} {listed(new)}", ""
    if len(touched) == 1 and not new and notes:
        subject, body = notes[0]
        return f"{touched[0]}: {subject}", body
    if new:
        return f"Add {listed(new)}; update {listed(touched)}", ""
    if not touched:
        return f"Update {listed([Path(name).stem for name, _, _ in changed])}", ""
    if len({name[:3] for name in touched}) == 1 and touched[0][:3] == "IND":
        return f"Add the values of the quarter to {listed(touched)}", ""
    bodies = "\n".join(f"{name}: {note[0]}" for name, note in zip(touched, notes)) if len(notes) == len(touched) else ""
    return f"Update {listed(touched)}", bodies


def note_of(name, old, new):
    """What changed in a record, in words; nothing where the lines say it best."""
    status = re.search(r"(?m)^ *status: (\w+)", new), re.search(r"(?m)^ *status: (\w+)", old)
    due = re.search(r"(?m)^due: (\S+)", new), re.search(r"(?m)^due: (\S+)", old)
    if all(due) and due[0][1] != due[1][1]:
        reason = re.search(r"reason: ([^,}]*), by", new)
        return f"move the due date from {due[1][1]} to {due[0][1]}", f"Reason: {reason[1]}." if reason else ""
    if all(status) and status[0][1] != status[1][1]:
        return {
            "implemented": "implemented", "verified": "effect verified", "closed": "close", "cancelled": "cancel",
            "in_progress": "approved, in progress", "fielding": "begin fieldwork", "analysed": "end fieldwork",
            "published": "publish the results", "achieved": "achieved", "missed": "missed", "retired": "retire",
        }.get(status[0][1], status[0][1].replace("_", " ")), ""
    decision = re.search(r"(?m)^decision: (\w+)", new), re.search(r"(?m)^decision: (\w+)", old)
    if all(decision) and decision[0][1] != decision[1][1]:
        return f"decide: {decision[0][1]}", ""
    if new.count("percent:") > old.count("percent:"):
        return "progress, " + re.findall(r"percent: (\d+)", new)[-1] + " percent", ""
    if "ended:" in new and "ended:" not in old:
        return "contract ended", ""
    if "dispositions" in new and "dispositions" not in old:
        return "count who answered", ""
    return None


def complaint_words(before, after):
    name, title = field(after, "id"), small(re.search(r"(?m)^title: (.*)", after)[1])
    known = set(re.findall(r"\{at: \S+, kind: \w+", before or ""))
    fresh = [event for event in re.findall(r"\{at: \S+, kind: \w+", after) if event not in known]
    deeds = list(dict.fromkeys(DONE[event.rsplit(" ", 1)[1]] for event in fresh))
    if before is None:
        rest = [deed for deed in deeds if deed != "log"]
        return f"Log {name}: {title}", f"In one go: {listed(rest)}." if rest else ""
    if reason := re.search(r"(?m)^change_reason: (.*)", after):
        if "change_reason" not in before:
            return f"{name}: correct a word", small(reason[1])
    if not deeds:
        return f"Update {name}", ""
    outcome = field(after, "outcome")
    deeds = [f"decide ({outcome.replace('_', ' ')})" if deed == "decide" and outcome else deed for deed in deeds]
    return f"{name}: {', '.join(deeds)}", ""


def author(path, before, after):
    """Whoever owns the record that is new or changed; of a complaint whoever did what is told."""
    if path.startswith("complaints/"):
        known = set(re.findall(r"\{at: .*", before or ""))
        fresh = [line for line in re.findall(r"\{at: .*", after) if line not in known]
        by = re.search(r"by: ([A-Z]{3}-\w+)", fresh[-1])[1] if fresh else field(after, "handler") or "ROL-COMPLAINTS"
        return BIRDS.get(by, "Lapwing")
    if path.startswith("codings/"):
        return BIRDS.get(re.search(r"(?:^| )coder: (\S+)", after)[1], "Sanderling")
    if path.endswith(".csv"):
        return "Dunlin"
    old = records(before or "")
    for name, text in records(after).items():
        if old.get(name, "").rstrip("\n- ") != text.rstrip("\n- "):
            return BIRDS.get((re.search(r"\bowner: ([A-Z]{3}-\w+)", text) or [None, "ROL-QUALITY"])[1], "Kestrel")
    return "Kestrel"


def summer(day):
    """Whether Irish summer time is in force on a day: from the last Sunday of March to that of October."""
    sunday = lambda month: max(dt.date(day.year, month, n) for n in range(25, 32) if dt.date(day.year, month, n).weekday() == 6)
    return sunday(3) <= day < sunday(10)


def at(day, minutes, seconds=0):
    zone = dt.timezone(dt.timedelta(hours=1 if summer(day) else 0))
    return dt.datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, seconds, tzinfo=zone)


def moment(day, path, before, after):
    """When a change is committed: a little after the last event that it tells of, in office hours."""
    known = set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", before or ""))
    fresh = [stamp for stamp in re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", after) if stamp not in known]
    fresh = [stamp for stamp in fresh if date(stamp[:10]) == day]
    chance = toss(day, path.split("/")[0])
    if path in (".gitignore", "tenfour.toml") and not before:
        return at(day, 9 * 60 + 12)
    if not fresh:
        morning = not path.startswith("reviews/")
        start = 9 * 60 + 15 if morning else 14 * 60 + 30
        return at(day, start + chance % (390 if morning else 120), chance // 1000 % 60)
    hour, minute = map(int, max(fresh)[11:].split(":"))
    told = hour * 60 + minute + 6 + chance % 20
    if told > 17 * 60:
        return at(working_day(day + DAY), 9 * 60 + 1 + chance % 12, chance // 1000 % 60)
    return at(day, max(told, 9 * 60 + 2), chance // 1000 % 60)


class Entry:
    """A commit to be made: on the main line, beside it until somebody has read it, or the reading."""

    def __init__(self, sort, when, who, message, files, branch=None, via=None):
        self.sort, self.when, self.who, self.message = sort, when, who, message
        self.files, self.branch, self.via = files, branch, via


def address(who):
    return f"{who} <{who.lower()}@abc-services.example>"


def entries(versions):
    """All commits in the order of their time; `versions` holds moment, path, text before and after."""
    together = defaultdict(list)
    for when, path, before, after in versions:
        area = path if path.startswith("complaints/") else path.split("/")[0] if "/" in path else " " if path in (".gitignore", "tenfour.toml") else f" {path}"
        together[when, area, author(path, before, after)].append((path, before, after))
    found, taken = [], set()
    for (when, area, who), changed in sorted(together.items()):
        while when in taken:
            when += dt.timedelta(minutes=1)
        taken.add(when)
        subject, body = words(changed)
        message = subject + "\n" + (f"\n{body}\n" if body else "")
        files = {path: after for path, _, after in changed}
        closing = area.startswith("complaints/") and any(
            text.count("kind: closed") > (before or "").count("kind: closed") and field(text, "severity") != "1"
            for _, before, text in changed
        )
        if closing or area.strip().removesuffix(".yaml") in READ and when.date() > FIRST:
            # A second person joins what they have read: two hours later, or on the next morning.
            reader, later = READER[who], when + dt.timedelta(minutes=35 + toss(when, area) % 100)
            if later.hour >= 17:
                day = working_day(when.date() + DAY)
                later = at(day, 9 * 60 + 16 + toss(when, who) % 20, toss(when) % 60)
            while later in taken:
                later += dt.timedelta(minutes=1)
            taken.add(later)
            name = re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-")[:40].strip("-")
            joined = f"Merge branch '{name}'\n\n{subject}\n\nReviewed-by: {address(reader)}\n"
            label = len(found)
            found.append(Entry("branch", when, who, message, files, label))
            found.append(Entry("merge", later, reader, joined, files, label))
        else:
            # Auditors hand in their records; the head of quality puts them in on the next working day.
            via = ("Kestrel", at(working_day(when.date() + DAY), 9 * 60 + 40 + toss(when) % 15)) if who == "Shearwater" else None
            found.append(Entry("commit", when, who, message, files, None, via))
    return settle(sorted(found, key=lambda entry: entry.via[1] if entry.via else entry.when))


def settle(found):
    """No file is touched on the main line while somebody reads a change to it: then it goes in without a branch."""
    pending = {}
    for entry in found:
        if entry.sort == "merge":
            pending.pop(entry.branch, None)
            continue
        for label, files in list(pending.items()):
            if files & set(entry.files):
                pending.pop(label)
                for other in found:
                    if other.branch == label:
                        other.sort = "commit" if other.sort == "branch" else "none"
        if entry.sort == "branch":
            pending[entry.branch] = set(entry.files)
    return [entry for entry in found if entry.sort != "none"]


# --- the repository ------------------------------------------------------------------------------------------

class Repository:
    """Feeds `git fast-import`, which tells the id of each commit at once."""

    def __init__(self, target):
        target.mkdir(parents=True, exist_ok=True)
        self.target, self.mark = target, 0
        subprocess.run(["git", "-c", "init.defaultBranch=main", "init", "--quiet", "--object-format=sha1", target], check=True)
        command = ["git", "-C", str(target), "fast-import", "--quiet"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(self, text):
        self.process.stdin.write(text.encode())

    def data(self, text):
        self.say(f"data {len(text.encode())}\n{text}\n")

    def commit(self, author, committer, message, files, parents):
        self.mark += 1
        self.say(f"commit refs/heads/main\nmark :{self.mark}\nauthor {author}\ncommitter {committer}\n")
        self.data(message)
        for word, parent in zip(("from", "merge"), parents):
            self.say(f"{word} :{parent}\n")
        for path, text in sorted(files.items()):
            self.say(f"M 100644 inline {path}\n")
            self.data(text)
        self.say("\n")
        return self.mark

    def tag(self, name, mark, tagger, message):
        self.say(f"tag {name}\nfrom :{mark}\ntagger {tagger}\n")
        self.data(message)

    def id(self, mark):
        self.say(f"get-mark :{mark}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().decode().strip()

    def close(self):
        self.process.stdin.close()
        if self.process.wait():
            sys.exit("git fast-import failed")
        subprocess.run(["git", "-C", str(self.target), "reset", "--quiet", "--hard"], check=True)


def stamp(who, when):
    return f"{address(who)} {int(when.timestamp())} {when:%z}"


def write(target, found):
    """Makes the repository. Gives the id of the last commit, the tags, and for each review the commit it looked at."""
    repository, main, beside, line, builds, tags = Repository(target), None, {}, [], {}, []
    for entry in found:
        for path in [path for path in entry.files if path.startswith("reviews/")]:
            text = entry.files[path]
            day = day_of(text, "data_as_of")
            seen = [id for when, id in line if when.date() <= day][-1]
            builds[path] = seen[:7]
            entry.files[path] = re.sub(r'(?m)^build: .*', f'build: "{seen[:7]}"', text)
        committer, committed = entry.via or (entry.who, entry.when)
        parents = [main] if main else []
        if entry.sort == "merge":
            parents.append(beside[entry.branch])
        mark = repository.commit(stamp(entry.who, entry.when), stamp(committer, committed), entry.message, entry.files, parents)
        if entry.sort == "branch":
            beside[entry.branch] = mark
            continue
        main = mark
        line.append((committed, repository.id(mark)))
        for path in entry.files:
            if found_review := re.fullmatch(r"reviews/REV-(\d{4})-(\w+)\.yaml", path):
                name, text = f"review-{found_review[1]}{found_review[2]}", entry.files[path]
                if name in [known for _, known, *_ in tags]:
                    continue
                title = small(re.search(r"(?m)^title: (.*)", text)[1])
                message = f"{title}\n\nData as of {field(text, 'data_as_of')}.\n"
                when = committed + dt.timedelta(minutes=4)
                repository.tag(name, main, stamp("Kestrel", when), message)
                tags.append((main, name, when, "Kestrel", message))
    last = repository.id(main)
    repository.close()
    return last, tags, builds


def told(text, whole):
    """A version of a file by its last: ranges of lines, and the lines that were replaced later."""
    if text == whole:
        return "=", []
    lines, last = text.split("\n")[:-1], whole.split("\n")[:-1]
    matcher = difflib.SequenceMatcher(None, lines, last, autojunk=False)
    parts, literal, reached = [], [], 0
    for a, b, size in matcher.get_matching_blocks():
        if a > reached:
            parts.append(f"+{a - reached}")
            literal += lines[reached:a]
        if size:
            parts.append(f"{b + 1}-{b + size}" if size > 1 else f"{b + 1}")
        reached = a + size
    return " ".join(parts), literal


HEAD = """\
# How the example came to be: its commits, oldest first. Made by `python3 tests/example/history.py --data`; not edited by hand.
#
# commit TIME WHO [via COMMITTER TIME]   on the main line
# branch N TIME WHO                      beside it, until `merge N TIME WHO` joins it with the same files
# tag NAME TIME WHO                      an annotated tag on the commit before
# > TEXT                                 a line of the message
# PATH LINES                             what a file holds after the commit, told by the file of example-project:
#                                        `=` all of it, `3-9` these lines of it, `+2` as many of the lines that follow after `"`
# end ID                                 the id of the last commit
"""


def data(file, found, last, tags):
    """Writes the commits in the compact form that the program carries."""
    whole = {path: (PROJECT / path).read_text(encoding="utf-8") for entry in found for path in entry.files}
    out, line, people, number = [HEAD], 0, sorted({entry.who for entry in found}), {}
    out += [f"person {who} <{who.lower()}@abc-services.example>\n" for who in people]
    tagged = {mark: rest for mark, *rest in tags}
    said = lambda message: [f"> {text}".rstrip() + "\n" for text in message.rstrip("\n").split("\n")]
    for mark, entry in enumerate(found, 1):
        label = "" if entry.branch is None or entry.sort == "commit" else f" {number.setdefault(entry.branch, len(number) + 1)}"
        via = f" via {entry.via[0]} {entry.via[1].isoformat()}" if entry.via else ""
        out.append(f"\n{entry.sort}{label} {entry.when.isoformat()} {entry.who}{via}\n")
        out += said(entry.message)
        for path, text in sorted(entry.files.items()) if entry.sort != "merge" else ():
            parts, literal = told(text, whole[path])
            out.append(f"{path} {parts}\n")
            out += [f'"{line}\n' for line in literal]
        if mark in tagged:
            name, when, who, message = tagged[mark]
            out.append(f"tag {name} {when.isoformat()} {who}\n")
            out += said(message)
    out.append(f"\nend {last}\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(out), encoding="utf-8", newline="\n")


def read(path):
    """A file of the example as the history ends with it: what only the program's repository needs is left out."""
    text = (PROJECT / path).read_text(encoding="utf-8")
    if path == "tenfour.toml":
        text = re.sub(r"\n\[history\]\n(?:.+\n)*", "", text)
    return text


def versions():
    found = []
    for file in sorted(path for path in PROJECT.rglob("*") if path.is_file()):
        path = file.relative_to(PROJECT)
        if path.parts[0] in ("site", ".tenfour", ".vscode"):
            continue
        text = read(path.as_posix())
        shown = rule(path, text)
        extra = [date("2024-04-15"), date("2024-09-12"), date("2025-05-20"), date("2025-07-15"), date("2025-02-03"), date("2024-11-06"), PAGES, *ROUNDS]
        extra += [date("2024-09-12")] if path.name == "tenfour.toml" else []
        extra += [VERIFIED[path.stem]] if path.stem in VERIFIED else []
        extra += [WAVE_END[path.stem] + 3 * DAY] if path.stem in WAVE_END else []
        extra += [BORN[name] for name in ID.findall(text) if name in BORN]
        before = None
        for day in days_between(text, extra):
            now = shown(text, day)
            if now and path.suffix == ".yaml":
                now = unborn(foreseen(retired(path.as_posix(), now, day), day), day)
            if now is not None and now != before:
                found.append((moment(day, path.as_posix(), before, now), path.as_posix(), before, now))
                before = now
        if before != text:
            print(f"{path}: put right on the last day", file=sys.stderr)
            found.append((moment(LAST, path.as_posix(), before, text), path.as_posix(), before, text))
    return found


def main():
    *option, where = sys.argv[1:] or [""]
    keep = option == ["--data"]
    if not where or option and not keep:
        sys.exit(__doc__)
    target = Path(tempfile.mkdtemp()) / "example" if keep else Path(where)
    if target.exists() and any(target.iterdir()):
        sys.exit(f"{target} is not empty")
    found = entries(versions())
    last, tags, builds = write(target, found)
    if keep:
        for path, id in builds.items():
            text = read(path)
            (PROJECT / path).write_text(re.sub(r'(?m)^build: .*', f'build: "{id}"', text), encoding="utf-8", newline="\n")
        data(Path(where), found, last, tags)
        shutil.rmtree(target.parent)
    print(f"{len(found)} commits from {found[0].when} to {found[-1].when}, the last is {last}")


ID = re.compile(r"\b[A-Z]{3}-[A-Z0-9][A-Za-z0-9-]*")
BORN, TITLE = {}, {}
for path in PROJECT.rglob("*.yaml"):
    for record in re.split(r"(?m)^(?=(?:- \{?|)id: )|^---\n", path.read_text(encoding="utf-8")):
        if found := re.match(r"(?:- \{?)?id: ([A-Z]{3}-[A-Za-z0-9-]+)", record):
            BORN[found[1]] = date(re.search(r"\bcreated: (\S{10})", record)[1])
            TITLE[found[1]] = re.search(r"\btitle: (?:\"([^\"]+)|(.+))", record)
            TITLE[found[1]] = (TITLE[found[1]][1] or TITLE[found[1]][2]).split(", owner: ")[0]
HOLIDAYS = {date(day) for day in re.findall(r"\{date: (\S{10}), name", (PROJECT / "organization.yaml").read_text(encoding="utf-8"))}
VERIFIED = {}
for path in (PROJECT / "verifications").glob("*.yaml"):
    VERIFIED[field(path.read_text(encoding="utf-8"), "action")] = day_of(path.read_text(encoding="utf-8"), "verified_on")
WAVE_END = {}
for path in (PROJECT / "waves").glob("*.yaml"):
    for name, end in re.findall(r"(?s)- id: (\S+)\n.*?field_end: (\S+)", path.read_text(encoding="utf-8")):
        WAVE_END[name] = date(end)

if __name__ == "__main__":
    main()
