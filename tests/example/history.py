#!/usr/bin/env python3
"""Plays the example project into a fresh git repository, day by day, as its team would have written it.

    python3 tests/example/history.py TARGET      # TARGET must not exist or be empty

The example lies in the repository of the program, so it has no history of its own. What can only be seen in a history
needs one: entries made late, fields that changed, a due date that moved, closed records that were touched again.
The last commit equals example-project, file by file. Dates are committer dates of the team's own time zone.

Planted on purpose:
- four entries later than five working days: CMP-2024-0009, CMP-2024-0014, CMP-2024-0020, INT-CALL-2024Q2-2
- CMP-2025-0008 changed after closing with a reason, CMP-2024-0022 without one
- ACT-019: due date moved on 2025-09-22

Standard library and git only.
"""

import datetime as dt
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent / "example-project"
FIRST, LAST = dt.date(2024, 1, 8), dt.date(2026, 1, 30)
DAY = dt.timedelta(days=1)
DATE = re.compile(r"\d{4}-\d\d-\d\d")
PEOPLE = {
    "complaints": "Lapwing", "surveys": "Dunlin", "responses": "Dunlin", "waves": "Dunlin", "codings": "Sanderling",
    "conversations": "Dunlin", "customers": "Pochard", "audits": "Shearwater", "policies": "Heron",
}


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
        text = re.sub(r"(?m)^  status: .*", "  status: fielding", text)
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
            if rest:
                keep.append(f"{found[1]}[{', '.join(rest)}]\n")
        elif "{what: " in line and "planned_from" in line:
            keep.append(line.replace(names[0], TITLE[names[0]].replace(",", "")))
        elif re.fullmatch(r" *- \{(?:.* )?(?:ref|action|record): %s[,}].*\n" % names[0], line):
            pass
        elif re.fullmatch(r" *[a-z_]+: \{.*\}\n| *- [A-Z]{3}-\S+\n", line):
            if found := re.match(r"( *access|  - \{audience)", line):
                keep.append(line)
        elif re.fullmatch(r" *[a-z_]+: %s\n" % names[0], line):
            pass
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
        pieces = re.split(r"(?m)^(?=(?:# [^\n]*\n)*- \{?id: )", text)
        head, records = ("", pieces) if re.match(r"(?:# [^\n]*\n)*- \{?id: ", pieces[0]) else (pieces[0], pieces[1:])
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
        return lambda text, day: text if day >= date("2026-01-28") else None
    if name == "tenfour.toml":
        return lambda text, day: text
    if name == "indicators/exposure.yaml":
        return lambda text, day: series_block(text, day) if day >= date("2024-04-15") else None
    block = {"waves": wave_block, "objectives": objective_block, "customers": client_block}.get(name.split("/")[0])
    if name == "framework/segments.yaml":
        block = segment_block
    if name.startswith("indicators/") and "- id: IND" in text:
        return lambda text, day: many(text, day, series_block) if day >= date("2024-04-15") else None
    if "\n---\n" in text or re.search(r"(?m)^- \{?id: ", text):
        return lambda text, day: many(text, day, block)
    return single


def days_between(text, extra=()):
    """The days on which a file may have changed."""
    named = {date(found) for found in DATE.findall(text)} | set(extra)
    for found in re.findall(r"period: (\d{4})-Q(\d)", text):
        year, quarter = map(int, found)
        named.add(dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1) + 13 * DAY)
    named |= {end + shift * DAY for end in re.findall(r"field_end: (\S+)", text) for end in [date(end)] for shift in (3, 12)}
    named |= {due + 24 * DAY for due in re.findall(r"(?m)^  due: (\S+)", text) for due in [date(due)]}
    named |= {day + DAY for day in list(named)} | {FIRST, LAST}
    # what happened at a weekend is written down on Monday
    named = {day + DAY * max(0, 7 - day.weekday()) if day.weekday() > 4 else day for day in named}
    return sorted(day for day in named if FIRST <= day <= LAST)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    target = Path(sys.argv[1])
    if target.exists() and any(target.iterdir()):
        sys.exit(f"{target} is not empty")
    target.mkdir(parents=True, exist_ok=True)
    changes = defaultdict(dict)
    for file in sorted(path for path in PROJECT.rglob("*") if path.is_file()):
        path = file.relative_to(PROJECT)
        text = file.read_text(encoding="utf-8")
        shown = rule(path, text)
        extra = (date("2024-04-15"), date("2024-09-12"), date("2025-05-20"), date("2025-07-15"), date("2025-01-28"), date("2026-01-27"), date("2026-01-28"))
        extra += (VERIFIED[path.stem],) if path.stem in VERIFIED else ()
        extra += (WAVE_END[path.stem] + 3 * DAY,) if path.stem in WAVE_END else ()
        extra += tuple(BORN[name] for name in ID.findall(text) if name in BORN)
        before = None
        for day in days_between(text, extra):
            now = shown(text, day)
            now = unborn(now, day) if now and path.suffix == ".yaml" else now
            if now is not None and now != before:
                changes[day][path.as_posix()] = now
                before = now
        if before != text:
            changes[LAST][path.as_posix()] = text
    write(target, changes)


def write(target, changes):
    git = lambda *words, **options: subprocess.run(["git", "-C", str(target), *words], check=True, capture_output=True, **options)
    git("init", "--quiet", "--initial-branch=main")
    stream, commits = [], 0
    for day in sorted(changes):
        by_area = defaultdict(dict)
        for path, text in changes[day].items():
            by_area[path.split("/")[0] if "/" in path else "framework"][path] = text
        for number, (area, files) in enumerate(sorted(by_area.items())):
            name = PEOPLE.get(area, "Kestrel")
            stamp = int(dt.datetime(day.year, day.month, day.day, 16, 5 + number, tzinfo=dt.timezone.utc).timestamp())
            summer = dt.date(day.year, 3, 25) < day < dt.date(day.year, 10, 25)
            who = f"{name} <{name.lower()}@abc-services.example> {stamp} {'+0100' if summer else '+0000'}"
            ids = sorted({Path(path).stem for path in files})
            subject = f"{area}: {', '.join(ids[:3])}{' and others' if len(ids) > 3 else ''}"
            closing = area == "complaints" and any("\nclosure:" in text for text in files.values())
            message = subject + ("\n\nReviewed-by: Kestrel <kestrel@abc-services.example>\n" if closing else "\n")
            stream.append(f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message.encode())}\n{message}\n")
            for path, text in sorted(files.items()):
                stream.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
            commits += 1
    git("fast-import", "--quiet", input="".join(stream).encode())
    git("reset", "--quiet", "--hard", "main")
    print(f"{commits} commits from {min(changes)} to {max(changes)}")


ID = re.compile(r"\b[A-Z]{3}-[A-Z0-9][A-Za-z0-9-]*")
BORN, TITLE = {}, {}
for path in PROJECT.rglob("*.yaml"):
    for record in re.split(r"(?m)^(?=(?:- \{?|)id: )|^---\n", path.read_text(encoding="utf-8")):
        if found := re.match(r"(?:- \{?)?id: ([A-Z]{3}-[A-Za-z0-9-]+)", record):
            BORN[found[1]] = date(re.search(r"\bcreated: (\S{10})", record)[1])
            TITLE[found[1]] = re.search(r"\btitle: \"?([^\n\",]+)", record)[1]
VERIFIED = {}
for path in (PROJECT / "verifications").glob("*.yaml"):
    VERIFIED[field(path.read_text(encoding="utf-8"), "action")] = day_of(path.read_text(encoding="utf-8"), "verified_on")
WAVE_END = {}
for path in (PROJECT / "waves").glob("*.yaml"):
    for name, end in re.findall(r"(?s)- id: (\S+)\n.*?field_end: (\S+)", path.read_text(encoding="utf-8")):
        WAVE_END[name] = date(end)

if __name__ == "__main__":
    main()
