#!/usr/bin/env python3
"""Recomputes the numbers of the example's story from its records and says OK or FAIL for each.

Needs PyYAML (`pip install pyyaml`); everything else is the standard library. The statistics are written out here
on purpose, apart from the product, so that the two can disagree.

    python3 tests/example/check_marginals.py            # all lines
    python3 tests/example/check_marginals.py --quiet    # failures and the count only
"""

import csv
import datetime as dt
import itertools
import math
import re
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path

try:
    import yaml
except ImportError:
    sys.exit("check_marginals.py needs PyYAML: pip install pyyaml")

PROJECT = Path(__file__).resolve().parent.parent.parent / "example-project"
AS_OF = dt.date(2026, 1, 31)
Z = 1.959963984540054
DAY = dt.timedelta(days=1)
QUIET = "--quiet" in sys.argv
tally = Counter()


class Loader(yaml.SafeLoader):
    """Instants keep their offset; everything else as usual."""


def instant(loader, node):
    text = node.value
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text)


Loader.add_constructor("tag:yaml.org,2002:timestamp", instant)


def show(what, good, found, wanted=None):
    tally["OK" if good else "FAIL"] += 1
    if not good or not QUIET:
        tail = "" if good or wanted is None else f", wanted {wanted}"
        print(f"{'OK  ' if good else 'FAIL'} {what}: {found}{tail}")


def same(what, found, wanted):
    show(what, found == wanted, found, wanted)


def near(what, found, wanted, tolerance=0.05):
    good = found is not None and abs(found - wanted) <= tolerance + 1e-9
    show(what, good, "none" if found is None else round(found, 4), wanted)


# --- records -------------------------------------------------------------------------------------------

def load():
    records = defaultdict(dict)
    for path in sorted(PROJECT.rglob("*.yaml")):
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader):
            for record in document if isinstance(document, list) else [document]:
                kind = record["id"].split("-")[0]
                if record["id"] in records[kind]:
                    show("unique id", False, record["id"])
                records[kind][record["id"]] = record
    return records


def load_responses():
    return {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in sorted((PROJECT / "responses").glob("*.csv"))}


R = load()
ANSWERS = load_responses()
CALENDAR = next(iter(R["CAL"].values()))
HOLIDAYS = {day["date"] for day in CALENDAR["holidays"]}


def is_working(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def working_days(first, last):
    """Working days after the first up to and including the last day."""
    count, day = 0, first
    while day < last:
        day += DAY
        count += is_working(day)
    return count


def quarter(day):
    return f"{day.year}-Q{(day.month + 2) // 3}"


QUARTERS = [f"{year}-Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)]
KEYS = [label.replace("-", "") for label in QUARTERS]

# --- statistics ----------------------------------------------------------------------------------------

def normal_tail(z):
    return math.erfc(abs(z) / math.sqrt(2))


def wilson(x, n, base=None):
    base = base or n
    p = x / n
    centre = (p + Z * Z / (2 * base)) / (1 + Z * Z / base)
    half = Z * math.sqrt(p * (1 - p) / base + Z * Z / (4 * base * base)) / (1 + Z * Z / base)
    return max(0.0, centre - half), min(1.0, centre + half)


def two_proportions(x1, n1, x2, n2):
    """Second minus first: difference, Newcombe interval, p of the pooled z test."""
    p1, p2, pool = x1 / n1, x2 / n2, (x1 + x2) / (n1 + n2)
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    d = p2 - p1
    z = d / math.sqrt(pool * (1 - pool) * (1 / n1 + 1 / n2))
    low = d - math.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
    high = d + math.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
    return d, low, high, normal_tail(z)


def binomial_point(k, n, p):
    return math.comb(n, k) * p ** k * (1 - p) ** (n - k)


def clopper(k, n):
    def solve(f):
        low, high = 0.0, 1.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) else (low, middle)
        return (low + high) / 2
    lower = 0.0 if k == 0 else solve(lambda p: sum(binomial_point(i, n, p) for i in range(k, n + 1)) < 0.025)
    upper = 1.0 if k == n else solve(lambda p: sum(binomial_point(i, n, p) for i in range(0, k + 1)) > 0.025)
    return lower, upper


def rate_ratio(k1, t1, k2, t2):
    """Second over first, exact."""
    n, share = k1 + k2, t2 / (t1 + t2)
    seen = binomial_point(k2, n, share)
    p = sum(point for point in (binomial_point(i, n, share) for i in range(n + 1)) if point <= seen * (1 + 1e-7))
    low, high = (q / (1 - q) * t1 / t2 for q in clopper(k2, n))
    return k2 / t2 / (k1 / t1), low, high, p


def mann_kendall(values):
    sign = lambda x: (x > 0) - (x < 0)
    score = lambda v: sum(sign(b - a) for a, b in itertools.combinations(v, 2))
    s, n = score(values), len(values)
    counts = Counter({0: 1})
    for size in range(2, n + 1):  # exact distribution of the number of discordant pairs
        wider = Counter()
        for inversions, ways in counts.items():
            for extra in range(size):
                wider[inversions + extra] += ways
        counts = wider
    pairs = n * (n - 1) // 2
    total = math.factorial(n)
    extreme = sum(ways for inversions, ways in counts.items() if abs(pairs - 2 * inversions) >= abs(s))
    slopes = [(values[j] - values[i]) / (j - i) for i, j in itertools.combinations(range(n), 2)]
    return s, extreme / total, statistics.median(slopes)


def kaplan_meier(cases):
    """Cases are (days, ended). Rows are time, survivors, log-log limits."""
    rows, s, green = [], 1.0, 0.0
    for time in sorted({days for days, ended in cases if ended}):
        at_risk = sum(days >= time for days, _ in cases)
        events = sum(days == time and ended for days, ended in cases)
        s *= 1 - events / at_risk
        if at_risk > events:
            green += events / (at_risk * (at_risk - events))
        if 0 < s < 1:
            spread = Z * math.sqrt(green) / math.log(s)
            low, high = s ** math.exp(-spread), s ** math.exp(spread)
            low, high = min(low, high), max(low, high)
        else:
            low = high = s
        rows.append((time, s, low, high))
    return rows


def done_by(rows, level, column=1):
    return next((row[0] for row in rows if row[column] <= level + 1e-9), None)


def log_rank(first, second):
    observed = expected = variance = 0.0
    for time in sorted({days for days, ended in first + second if ended}):
        n1 = sum(days >= time for days, _ in first)
        n = n1 + sum(days >= time for days, _ in second)
        d1 = sum(days == time and ended for days, ended in first)
        d = d1 + sum(days == time and ended for days, ended in second)
        observed += d1
        expected += d * n1 / n
        if n > 1:
            variance += d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1)
    return normal_tail((observed - expected) / math.sqrt(variance))


def correlation(pairs):
    mean_x = statistics.fmean(x for x, _ in pairs)
    mean_y = statistics.fmean(y for _, y in pairs)
    top = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return top / math.sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))


def percent(x, n):
    return 100 * x / n


def interval(what, pair, low, high, digits=1):
    found = tuple(round(100 * value, digits) for value in pair)
    same(what, found, (low, high))


# --- customers -----------------------------------------------------------------------------------------

def customers():
    clients = list(R["CUS"].values())
    same("client accounts", len(clients), 142)
    table = {"SEG-MFG": (48, 8, 10, 50, 5, 7, 52), "SEG-FIN": (37, 5, 7, 39, 4, 6, 41), "SEG-PUB": (19, 2, 4, 21, 2, 4, 23), None: (104, 15, 21, 110, 11, 17, 116)}
    year = lambda day: day.year if day else None
    for segment, wanted in table.items():
        group = [client for client in clients if segment is None or segment in client["segments"]]
        on = lambda day: sum(c["since"] <= day and not ("ended" in c and c["ended"]["date"] <= day) for c in group)
        lost = lambda y: sum("ended" in c and year(c["ended"]["date"]) == y for c in group)
        new = lambda y: sum(c["since"].year == y for c in group)
        found = (on(dt.date(2024, 1, 1)), lost(2024), new(2024), on(dt.date(2025, 1, 1)), lost(2025), new(2025), on(dt.date(2025, 12, 31)))
        same(f"accounts {segment or 'all'}", found, wanted)
    reasons = lambda y: Counter(c["ended"]["reason"] for c in clients if "ended" in c and c["ended"]["date"].year == y)
    same("loss reasons 2024", reasons(2024), Counter(service=5, price=4, lost_to_competitor=3, need_ceased=2, unknown=1))
    same("loss reasons 2025", reasons(2025), Counter(need_ceased=4, price=3, service=2, lost_to_competitor=2))
    for y, start, kept, share in ((2024, 104, 89, 85.6), (2025, 110, 99, 90.0)):
        first, last = dt.date(y, 1, 1), dt.date(y, 12, 31)
        cohort = [c for c in clients if c["since"] < first and not ("ended" in c and c["ended"]["date"] < first)]
        stayed = [c for c in cohort if not ("ended" in c and c["ended"]["date"] <= last)]
        same(f"retention {y}", (len(stayed), len(cohort)), (kept, start))
        near(f"retention {y} percent", percent(len(stayed), len(cohort)), share)
    near("retention read as prediction, p", two_proportions(89, 104, 99, 110)[3], 0.32, 0.005)
    frames = {"WAV-REL-2024A": 104, "WAV-REL-2024B": 107, "WAV-REL-2025A": 110, "WAV-REL-2025B": 114}
    days = {"WAV-REL-2024A": "2024-04-15", "WAV-REL-2024B": "2024-10-15", "WAV-REL-2025A": "2025-04-15", "WAV-REL-2025B": "2025-10-15"}
    for wave, wanted in frames.items():
        day = dt.date.fromisoformat(days[wave])
        found = sum(c["since"] <= day and not ("ended" in c and c["ended"]["date"] <= day) for c in clients)
        same(f"accounts in the frame of {wave}", (found, 2 * found), (wanted, R["WAV"][wave]["invited"]))
        for stratum in R["WAV"][wave]["by_stratum"]:
            here = 2 * sum(stratum["stratum"] in c["segments"] and c["since"] <= day and not ("ended" in c and c["ended"]["date"] <= day) for c in clients)
            same(f"contacts of {stratum['stratum']} in {wave}", stratum["population"], here)


# --- surveys -------------------------------------------------------------------------------------------

CHARACTERISTICS = "on_time quality budget status reach response competence courtesy business support invoice complaints".split()
CODES = {"na", "dk", "skip", "refused", ""}


def number(text):
    return None if text in CODES else float(text)


def perception(row, name):
    value = number(row["p_" + name])
    return None if value is None else (8 - value if name == "reach" else value)


def pomp(value, low=1, high=7):
    return 100 * (value - low) / (high - low)


def nps(rows):
    n = len(rows)
    p = sum(int(row["nps"]) >= 9 for row in rows)
    d = sum(int(row["nps"]) <= 6 for row in rows)
    return p, d, 100 * (p - d) / n, 100 * math.sqrt(((p + d) / n - ((p - d) / n) ** 2) / n)


def index(row):
    return 100 * (sum(int(row[key]) for key in ("idx_overall", "idx_expect", "idx_ideal")) - 3) / 27


def rake(rows, targets):
    weights = [1.0] * len(rows)
    for _ in range(200):
        for column, shares in targets.items():
            sums, total = Counter(), sum(weights)
            for row, weight in zip(rows, weights):
                sums[row[column]] += weight
            weights = [weight * shares[row[column]] * total / sums[row[column]] for row, weight in zip(rows, weights)]
    return weights


def kappa(pairs):
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[key] * second[key] for key in first) / n / n
    return (agreed - chance) / (1 - chance)


def surveys():
    rows = [row for answers in ANSWERS.values() for row in answers]
    same("responses complete, partial", tuple(Counter(row["disposition"] for row in rows)[key] for key in ("complete", "partial")), (592, 13))
    same("response ids unique", len({row["id"] for row in rows}), 605)
    for wave, record in R["WAV"].items():
        table, disposition = ANSWERS[wave], record["dispositions"]
        found = Counter(row["disposition"] for row in table)
        good = found["complete"] == disposition["complete"] and found["partial"] == disposition.get("partial", 0)
        good &= sum(disposition.values()) == record["invited"] <= record["frame_size"]
        field = all(record["field_start"].isoformat() <= row["submitted_on"] <= record["field_end"].isoformat() for row in table)
        survey = R["SVY"][record["survey"]]
        versions = {survey["version"]: survey["questions"]} | {v["version"]: v["questions"] for v in survey.get("earlier_versions", [])}
        questions = {q["key"]: q for q in versions[record["survey_version"]]}
        fixed = {"id", "respondent", "product", "respondent_role", "submitted_on", "mode", "lang", "disposition", "duration_s"}
        columns = [key for key in table[0] if key not in fixed and not key.startswith(("segment.", "consent."))]
        known = set(columns) <= set(questions)
        inside = True
        for row in table:
            for key in columns:
                scale = questions.get(key, {}).get("scale")
                value = number(row[key]) if scale else None
                inside &= value is None or scale["min"] <= value <= scale["max"]
                inside &= not scale or row[key] not in ("na",) or scale["has_na"]
                inside &= not scale or row[key] not in ("dk",) or scale["has_dont_know"]
        show(f"{wave}: dispositions, field days, questions, scales", good and field and known and inside, (good, field, known, inside))
    completes = {prefix: [sum(row["disposition"] == "complete" for row in ANSWERS[wave]) for wave in ANSWERS if wave.startswith(prefix)] for prefix in ("WAV-REL", "WAV-PRJ", "WAV-SUP", "WAV-CMP")}
    same("completes SVY-REL", completes["WAV-REL"], [71, 74, 80, 83])
    same("completes SVY-PRJ", completes["WAV-PRJ"], [14, 15, 16, 17, 18, 19, 18, 19])
    same("completes SVY-SUP", completes["WAV-SUP"], [13, 13, 14, 14, 14, 15, 15, 14])
    same("completes SVY-CMP", completes["WAV-CMP"], [4, 6, 6, 6, 6, 4, 3, 1])
    same("invited SVY-PRJ", [R["WAV"][f"WAV-PRJ-{key}"]["invited"] for key in KEYS], [24, 26, 25, 28, 27, 30, 29, 31])
    same("invited SVY-SUP", sum(R["WAV"][f"WAV-SUP-{key}"]["invited"] for key in KEYS), 320)
    same("frame SVY-CMP", [R["WAV"][f"WAV-CMP-{key}"]["frame_size"] for key in KEYS], [5, 12, 10, 8, 9, 6, 4, 2])

    wanted = {
        "2024A": (208, 71, 4, 22, 101, 4, 6, 34.1, 62.0, 16.0, 19, 26, -9.9, 9.4, 37),
        "2024B": (214, 74, 3, 20, 107, 3, 7, 34.6, 67.4, 15.8, 24, 21, 4.1, 9.1, 44),
        "2025A": (220, 80, 4, 19, 109, 3, 5, 36.4, 74.6, 15.2, 34, 15, 23.8, 8.3, 58),
        "2025B": (228, 83, 2, 21, 114, 4, 4, 36.4, 75.8, 15.0, 37, 14, 27.7, 8.0, 61),
    }
    whole = {}
    asked = missing_na = 0
    straight, speeders, doubles = [], [], []
    pooled = defaultdict(list)
    for wave, row_wanted in wanted.items():
        record, table = R["WAV"]["WAV-REL-" + wave], ANSWERS["WAV-REL-" + wave]
        done = [row for row in table if row["disposition"] == "complete"]
        d = record["dispositions"]
        found = (record["invited"], d["complete"], d["partial"], d["refusal"] + d["break_off"], d["non_contact"], d["other"], d["unknown_other"])
        same(f"{wave} invited, I, P, R, NC, O, UO", found, row_wanted[:7])
        near(f"{wave} RR1", percent(d["complete"], record["invited"]), row_wanted[7])
        values = [index(row) for row in done]
        near(f"{wave} index", statistics.fmean(values), row_wanted[8])
        near(f"{wave} index sd", statistics.stdev(values), row_wanted[9])
        p, dd, score, se = nps(done)
        same(f"{wave} promoters, detractors", (p, dd), row_wanted[10:12])
        near(f"{wave} NPS", score, row_wanted[12])
        near(f"{wave} NPS standard error", se, row_wanted[13])
        top = sum(int(row["overall"]) >= 4 for row in done)
        same(f"{wave} top two box", (top, len(done)), (row_wanted[14], row_wanted[1]))
        whole[wave] = dict(values=values, nps=score, se=se, top=top, n=len(done))
        public = [row for row in done if row["segment.industry"] == "SEG-PUB"]
        show(f"{wave} public segment 12 to 15", 12 <= len(public) <= 15, len(public))
        care = sum(row["product"] == "PRD-CARE" for row in public)
        show(f"{wave} public segment, support 3 to 4", 3 <= care <= 4, care)
        strata = {s["stratum"]: s["complete"] for s in record["by_stratum"]}
        same(f"{wave} completes by stratum", strata, {s: sum(row["segment.industry"] == s for row in done) for s in strata})
        targets = R["SVY"]["SVY-REL"]["sampling"]["targets"]
        for group, name in ((done, "complete"), (table, "with partial")):
            weights = rake(group, {"segment.industry": targets["industry"], "respondent_role": targets["respondent_role"]})
            deff = len(weights) * sum(w * w for w in weights) / sum(weights) ** 2
            show(f"{wave} design effect 1.05 to 1.15, {name}", 1.05 <= deff <= 1.15, round(deff, 3))
        keys = [key for key in done[0] if key.startswith(("p_", "e_", "i_", "k_", "idx_")) or key in ("overall", "nps", "letter_seen", "contact_ok")]
        cells = [row[key] for row in done for key in keys]
        gone = sum(cell in CODES for cell in cells)
        asked += len(cells)
        missing_na += sum(cell == "na" for cell in cells)
        whole[wave]["gone"] = (gone, len(cells))
        overall = [float(row["overall"]) for row in done]
        by_name = {name: [perception(row, name) for row in done] for name in CHARACTERISTICS}
        for name in CHARACTERISTICS:
            pooled[name] += by_name[name]
        pooled["overall"] += overall
        strength = {name: correlation([(x, y) for x, y in zip(by_name[name], overall) if x is not None]) for name in CHARACTERISTICS}
        first_two = set(sorted(strength, key=strength.get)[-2:])
        same(f"{wave} first two drivers", first_two, {"status", "on_time"})
        straight += [row["id"] for row in table if len({row["p_" + name] for name in CHARACTERISTICS}) == 1]
        middle = statistics.median(int(row["duration_s"]) for row in table)
        speeders += [row["id"] for row in table if int(row["duration_s"]) < middle / 3]
        doubles += [(wave, contact) for contact, count in Counter(row["respondent"] for row in table).items() if count > 1]
        whole[wave]["on_time"] = statistics.fmean(pomp(x) for x in by_name["on_time"] if x is not None)
        seen = [perception(row, "on_time") for row in table]
        whole[wave]["on_time_all"] = statistics.fmean(pomp(x) for x in seen if x is not None)
        if "i_quality" in done[0]:
            stated = {name: statistics.fmean(v for row in done if (v := number(row["i_" + name])) is not None) for name in CHARACTERISTICS}
            same(f"{wave} stated importance first", max(stated, key=stated.get), "quality")
    same("straight-liners, speeders", (len(straight), len(speeders)), (3, 2))
    same("double respondent", [wave for wave, _ in doubles], ["2024B"])
    near("share of na, percent", percent(missing_na, asked), 4, 0.5)
    same("item non-response 2024B, 2025A", tuple(whole[w]["gone"] for w in ("2024B", "2025A")), ((246, 3108), (82, 2640)))
    near("item non-response 2024B percent", percent(*whole["2024B"]["gone"]), 7.9)
    near("item non-response 2025A percent", percent(*whole["2025A"]["gone"]), 3.1)
    all_pairs = [correlation([(x, y) for x, y in zip(pooled[a], pooled[b]) if x is not None and y is not None]) for a, b in itertools.combinations(CHARACTERISTICS, 2)]
    show("characteristics correlate 0.5 to 0.7 (four waves)", 0.5 <= min(all_pairs) and max(all_pairs) <= 0.7, (round(min(all_pairs), 3), round(max(all_pairs), 3)))
    whole_cases = sum(all(pooled[name][i] is not None for name in CHARACTERISTICS) for i in range(len(pooled["overall"])))
    show("complete cases for drivers over four waves, at least 240", whole_cases >= 240, whole_cases)

    for wave, rating, clients, gap in (("2024A", 74, 49, 25), ("2025B", 78, 68, 10)):
        own = R["SLF"][f"SLF-{wave}-ON-TIME"]["value"]
        near(f"{wave} on-time delivery seen by clients", whole[wave]["on_time"], clients, 0.1)
        near(f"{wave} on-time delivery seen by clients, with partial responses", whole[wave]["on_time_all"], clients, 0.5)
        same(f"{wave} view gap", (own, round(own - whole[wave]["on_time"])), (rating, gap))

    for name, expectation in R["EXP"].items():
        level = expectation.get("level_customer", {})
        if "scale" not in level:
            continue
        key = expectation["characteristic"].removeprefix("CHR-").lower().replace("-", "_")
        table = ANSWERS["WAV-REL-2025A" if key == "handover" else "WAV-REL-2024A"]
        values = [number(row["e_" + key]) for row in table if expectation["segment"] in (row["segment.industry"], row["segment.size"])]
        values = [8 - x if key == "reach" else x for x in values if x is not None]
        found = (level["n"], abs(level["value"] - statistics.fmean(values)) <= 0.0501)
        same(f"{name} against the answers", found, (len(values), True))

    a, b, c = (whole[wave] for wave in ("2024A", "2024B", "2025A"))
    mean = lambda w: statistics.fmean(w["values"])
    se = lambda w: statistics.stdev(w["values"]) / math.sqrt(w["n"])
    near("index change 2024A to 2025A", mean(c) - mean(a), 12.6)
    near("index change z", (mean(c) - mean(a)) / math.hypot(se(a), se(c)), 4.94, 0.01)
    ratio = mean(c) / mean(a)
    spread = Z * math.hypot(se(a) / mean(a), se(c) / mean(c))
    same("index ratio", tuple(round(x, 3) for x in (ratio, ratio * math.exp(-spread), ratio * math.exp(spread))), (1.203, 1.116, 1.297))
    raw = lambda w: statistics.fmean(v * 9 / 100 + 1 for v in w["values"])
    same("index on the raw scale", (round(raw(a), 2), round(raw(c), 2)), (6.58, 7.72))  # 7.717; the story cuts to 7.71
    near("raw change, percent", 100 * (raw(c) / raw(a) - 1), 17.2, 0.06)
    z = (c["nps"] - a["nps"]) / math.hypot(a["se"], c["se"])
    show("NPS 2024A to 2025A higher", normal_tail(z) < 0.05, round(normal_tail(z), 4))
    d, low, high, p = two_proportions(a["top"], a["n"], c["top"], c["n"])
    same("top two box 2024A, 2025A", (round(percent(a["top"], a["n"]), 1), round(percent(c["top"], c["n"]), 1)), (52.1, 72.5))
    same("top two box difference", tuple(round(100 * x, 1) for x in (d, low, high)), (20.4, 4.9, 34.7))
    near("top two box p", p, 0.010, 0.0005)
    base = c["n"] * (220 - 1) / (220 - c["n"])
    interval("top two box 2025A with finite population", wilson(c["top"], c["n"], base), 64.1, 79.6)
    z = (b["nps"] - a["nps"]) / math.hypot(a["se"], b["se"])
    show("NPS 2024B against 2024A no clear change", normal_tail(z) > 0.05, round(normal_tail(z), 3))
    p = two_proportions(a["top"], a["n"], b["top"], b["n"])[3]
    show("top two box 2024B against 2024A no clear change", p > 0.05, round(p, 3))

    kano_wanted = {"security": "M", "on_time": "O", "forecast": "A"}
    for name, letter in kano_wanted.items():
        classes = Counter()
        for row in ANSWERS["WAV-REL-2024B"]:
            f, n = number(row[f"k_{name}_f"]), number(row[f"k_{name}_d"])
            if f is None or n is None:
                continue
            if f == n and f in (1, 5):
                classes["Q"] += 1
            elif f == 5 or n == 1:
                classes["R"] += 1
            elif f == 1:
                classes["O" if n == 5 else "A"] += 1
            else:
                classes["M" if n == 5 else "I"] += 1
        (first, x), (_, y) = classes.most_common(2)
        n = sum(classes.values())
        fong = 1.65 * math.sqrt((x + y) * (2 * n - x - y) / (2 * n))
        show(f"Kano class of {name}", first == letter and x - y >= fong, f"{first}, {dict(classes)}", letter)

    means, shares = [], []
    for key in KEYS:
        scores = [int(row["ces"]) for row in ANSWERS["WAV-SUP-" + key]]
        means.append(statistics.fmean(scores))
        shares.append(percent(sum(score >= 5 for score in scores), len(scores)))
    same("effort score, mean first and last", (round(means[0], 1), round(means[-1], 1)), (4.6, 5.6))
    same("effort score, share first and last", (round(shares[0]), round(shares[-1])), (54, 79))
    show("effort score stays between", min(means) >= 4.55 and max(means) <= 5.65 and min(shares) >= 53.8 and max(shares) <= 79, [round(m, 2) for m in means])
    tops = [percent(sum(int(row["overall"]) >= 4 for row in ANSWERS["WAV-PRJ-" + key]), len(ANSWERS["WAV-PRJ-" + key])) for key in KEYS]
    same("after-project top two box, lowest and highest", (round(min(tops)), round(max(tops))), (57, 79))
    handled = [(sum(int(row["handling"]) >= 4 for row in ANSWERS["WAV-CMP-" + key]), len(ANSWERS["WAV-CMP-" + key])) for key in KEYS]
    same("content with handling, 2024-Q1 and 2025-Q3", (handled[0], handled[6]), ((1, 4), (3, 3)))
    same("content with handling, pooled bases", (sum(n for _, n in handled[:4]), sum(n for _, n in handled[4:])), (22, 14))

    texts = [(wave, row["id"], row[key]) for wave, table in ANSWERS.items() for row in table for key in ("open_good", "open_improve", "comment") if row.get(key)]
    same("open answers, codings", (len(texts), len(R["CDG"])), (210, 210))
    sources = Counter(coding["source"] for coding in R["CDG"].values())
    same("every open answer is coded", sources, Counter(source for _, source, _ in texts))
    twice = [(coding["theme"], coding["second_coder"]["theme"]) for coding in R["CDG"].values() if "second_coder" in coding]
    same("doubly coded, percent", round(percent(len(twice), 210)), 15)
    near("kappa", kappa(twice), 0.74, 0.005)
    same("themes, without characteristic", (len(R["THM"]), sum("characteristic" not in theme for theme in R["THM"].values())), (18, 2))
    kinds = Counter(record["kind"] for record in R["INT"].values())
    same("interviews, calls, focus groups", (kinds["in_depth"], kinds["check_in_call"], len(R["FGP"])), (12, 24, 2))
    last = defaultdict(list)
    for wave, table in ANSWERS.items():
        rule = R["SVY"][R["WAV"][wave]["survey"]]["contact_rule"]["min_days_between"]
        for row in table:
            if row.get("respondent"):
                last[(R["WAV"][wave]["survey"], row["respondent"], rule)].append((dt.date.fromisoformat(row["submitted_on"]), wave))
    broken = [key for key, days in last.items() for (x, w), (y, v) in itertools.combinations(sorted(days), 2) if w != v and (y - x).days < key[2]]
    same("contact rule broken between waves", broken, [])
    left = {contact["pseudonym"]: c for c in R["CUS"].values() if "ended" in c and c["ended"]["date"].year == 2024 for contact in c["contacts"]}
    scores = defaultdict(list)
    for wave in ("WAV-REL-2024A", "WAV-REL-2024B"):
        for row in ANSWERS[wave]:
            if row["disposition"] == "complete" and row["respondent"] in left:
                scores[left[row["respondent"]]["id"]].append(int(row["nps"]))
    same("accounts lost in 2024 that had answered, of which discontent (FND-013)", (len(scores), sum(min(x) <= 6 for x in scores.values())), (9, 3))
    contacts = {contact["pseudonym"] for client in R["CUS"].values() for contact in client["contacts"]}
    same("respondents that are no contact", {row["respondent"] for table in ANSWERS.values() for row in table if row.get("respondent")} - contacts, set())


# --- complaints ----------------------------------------------------------------------------------------

ACKNOWLEDGED = "3 1 1 5 5 0 0 0 7 5 0 0 0 7 2 3 0 0 0 7 0 0 1 3 1 0 0 0 3 0 0 2 0 0 0 0 4 0 0 0 0 0 1 0 1 0 0 0 0 0 0 0 1 1 0 0 1 0 0 1"


def first(complaint, kind):
    return next((event["at"] for event in complaint["events"] if event["kind"] == kind), None)


def last(complaint, kind):
    return next((event["at"] for event in reversed(complaint["events"]) if event["kind"] == kind), None)


def local(moment):
    return moment.date() if moment else None  # the instants carry Dublin's own offset


def dublin_offset(moment):
    """Summer time from the last Sunday of March to the last Sunday of October."""
    def sunday(month):
        day = dt.date(moment.year, month, 31)
        return day - DAY * ((day.weekday() + 1) % 7)
    return dt.timedelta(hours=1) if sunday(3) <= moment.date() < sunday(10) else dt.timedelta(0)


def complaints():
    cases = [R["CMP"][key] for key in sorted(R["CMP"])]
    same("complaints", len(cases), 60)
    of = lambda year: [case for case in cases if case["received_at"].year == year]
    same("complaints 2024, 2025", (len(of(2024)), len(of(2025))), (38, 22))
    with (Path(__file__).parent / "complaints.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    differences = []
    for case, row in itertools.zip_longest(cases, table):
        on = lambda kind: str(last(case, kind).date()) if last(case, kind) else ""
        found = {
            "id": case["id"], "received": str(case["received_at"].date()), "product": case["product"][4:], "segment": case["segment_values"]["industry"][4:],
            "category": case["category"], "severity": str(case["assessment"]["severity"]), "outcome": case.get("outcome", "undecided"),
            "decided": on("decision_communicated"), "closed": on("closed"),
            "ack_wd": str(working_days(case["received_at"].date(), local(first(case, "acknowledged")))),
        }
        differences += [(case["id"], key, found[key], row[key]) for key in found if found[key] != row[key]]
    same("differences from the table, field by field", differences, [])
    same("product", Counter(case["product"] for case in cases), Counter({"PRD-BUILD": 37, "PRD-CARE": 23}))
    same("segment", Counter(case["segment_values"]["industry"] for case in cases), Counter({"SEG-MFG": 28, "SEG-FIN": 21, "SEG-PUB": 11}))
    same("severity", Counter(case["assessment"]["severity"] for case in cases), Counter({1: 19, 2: 28, 3: 11, 4: 2}))
    same("outcome", Counter(case.get("outcome", "undecided") for case in cases),
         Counter(upheld=28, partly_upheld=11, not_upheld=11, resolved_without_finding=6, withdrawn=1, undecided=3))
    def per(days):
        counts = Counter(days)
        return [counts[label] for label in QUARTERS]

    received = per(quarter(case["received_at"]) for case in cases)
    closed = per(quarter(last(case, "closed")) for case in cases if last(case, "closed"))
    same("received per quarter", received, [9, 11, 9, 9, 7, 6, 5, 4])
    same("closed per quarter", closed, [5, 12, 10, 8, 9, 6, 4, 2])

    def is_open(case, day):
        state = True
        for event in case["events"]:
            if event["at"].date() <= day:
                state = False if event["kind"] == "closed" else True if event["kind"] == "reopened" else state
        return case["received_at"].date() <= day and state
    ends = [dt.date(2024, 3, 31), dt.date(2024, 6, 30), dt.date(2024, 9, 30), dt.date(2024, 12, 31), dt.date(2025, 3, 31), dt.date(2025, 6, 30), dt.date(2025, 9, 30), dt.date(2025, 12, 31)]
    same("open at quarter end", [sum(is_open(case, day) for case in cases) for day in ends], [4, 3, 2, 3, 1, 1, 2, 4])

    waits = [working_days(case["received_at"].date(), local(first(case, "acknowledged"))) for case in cases]
    same("working days to acknowledgement, case by case", " ".join(map(str, waits)), ACKNOWLEDGED)
    soon = [wait <= 2 for wait in waits]
    same("acknowledged in time, all", (sum(soon), len(soon)), (49, 60))
    interval("acknowledged in time, interval", wilson(49, 60), 70.1, 89.4)
    same("acknowledged in time 2024, 2025", (sum(soon[:38]), sum(soon[38:])), (27, 22))
    same("acknowledged in time per quarter", per(quarter(case["received_at"]) for case, good in zip(cases, soon) if good), [5, 7, 7, 8, 7, 6, 5, 4])
    interval("acknowledged in time 2025, interval", wilson(22, 22), 85.1, 100.0)

    upheld = sum(case.get("outcome") in ("upheld", "partly_upheld") for case in cases)
    judged = upheld + sum(case.get("outcome") == "not_upheld" for case in cases)
    same("upheld", (upheld, judged), (39, 50))
    interval("upheld, interval", wilson(39, 50), 64.8, 87.2)
    contact = sum(case.get("closure", {}).get("reason") == "resolved_first_contact" for case in cases)
    settled = sum("closure" in case and case["outcome"] != "withdrawn" for case in cases)
    same("first contact", (contact, settled), (12, 55))
    interval("first contact, interval", wilson(12, 55), 12.9, 34.4)
    for year, wanted in ((2024, (30, 38)), (2025, (16, 21))):
        due = [case for case in of(year) if case.get("outcome") != "withdrawn" and (first(case, "decision_communicated") or case["response_due"] <= AS_OF)]
        met = [case for case in due if first(case, "decision_communicated") and local(first(case, "decision_communicated")) <= case["response_due"]]
        same(f"decided by due date {year}", (len(met), len(due)), wanted)
    terms = {1: 10, 2: 20, 3: 20, 4: 10}
    wrong = [case["id"] for case in cases if working_days(case["received_at"].date(), case["response_due"]) != terms[case["assessment"]["severity"]] or not is_working(case["response_due"])]
    same("due dates that do not follow from severity", wrong, [])
    open_cases = [case for case in cases if is_open(case, AS_OF)]
    same("backlog in working days", sorted(working_days(case["received_at"].date(), AS_OF) for case in open_cases), [33, 34, 64, 131])

    def lives(group):
        out = []
        for case in group:
            end = last(case, "closed")
            if case.get("outcome") == "withdrawn":
                out.append(((local(end) - case["received_at"].date()).days, False))
            elif end and not is_open(case, AS_OF):
                out.append(((local(end) - case["received_at"].date()).days, True))
            else:
                out.append(((AS_OF - case["received_at"].date()).days, False))
        return out
    for label, group, wanted in (("all", cases, (27, 20, 29, 34, 53)), ("2024", of(2024), (27, 20, 33, None, 44)), ("2025", of(2025), (20, 14, 27, None, None))):
        rows = kaplan_meier(lives(group))
        found = (done_by(rows, 0.5), done_by(rows, 0.5, 2), done_by(rows, 0.5, 3), done_by(rows, 0.25) if wanted[3] else None, done_by(rows, 0.1))
        same(f"time to resolution {label}: median, interval, 75th, 90th", found, wanted)
    near("log-rank of 2024 and 2025", log_rank(lives(of(2024)), lives(of(2025))), 0.97, 0.005)
    plain = [statistics.median(days for days, ended in lives(of(year)) if ended) for year in (2024, 2025)]
    same("median of closed cases only", plain, [27.5, 18])

    ranking = Counter(case["category"] for case in cases).most_common(4)
    same("Pareto", ranking, [("delivery_late", 17), ("information_missing", 9), ("service_failure", 8), ("product_defect", 6)])
    running = list(itertools.accumulate(count for _, count in ranking))
    same("Pareto, cumulative", [round(percent(x, 60), 1) for x in running], [28.3, 43.3, 56.7, 66.7])

    exposure = [value["count"] for value in R["XPO"]["XPO-1"]["values"]]
    same("exposure", exposure, [2150, 2300, 2240, 2410, 2380, 2500, 2460, 2550])
    rates = [1000 * k / t for k, t in zip(received, exposure)]
    same("complaints per 1000", [f"{rate:.2f}" for rate in rates], ["4.19", "4.78", "4.02", "3.73", "2.94", "2.40", "2.03", "1.57"])
    s, p, sen = mann_kendall(rates)
    same("Mann-Kendall S", s, -26)
    near("Mann-Kendall exact p", p, 0.0004, 0.00005)
    near("Sen slope", sen, -0.49, 0.005)
    ratio = rate_ratio(38, 9100, 22, 9890)
    same("rate 2025 against 2024", tuple(round(x, 3) for x in ratio), (0.533, 0.300, 0.924, 0.020))
    centre = 1000 * sum(received) / sum(exposure)
    near("u chart centre", centre, 3.16, 0.005)
    limits = [(centre - 3 * math.sqrt(centre / (t / 1000)), centre + 3 * math.sqrt(centre / (t / 1000))) for t in exposure]
    show("u chart, no point beyond limits", all(max(0, low) <= rate <= high for rate, (low, high) in zip(rates, limits)), "checked")

    same("reopened once each", [case["id"] for case in cases for event in case["events"] if event["kind"] == "reopened"], ["CMP-2024-0005", "CMP-2024-0024", "CMP-2025-0002"])
    same("rejected", [case["id"][4:] for case in cases if first(case, "complainant_rejected")], ["2024-0003", "2024-0017", "2024-0020", "2025-0006", "2025-0014"])
    same("rejected without alternatives", [case["id"] for case in cases if first(case, "complainant_rejected") and not first(case, "alternatives_informed")], [])
    same("rejected and closed, reasons", [case["closure"]["reason"] for case in cases if first(case, "complainant_rejected") and "closure" in case], ["options_exhausted", "dispute_decided", "options_exhausted", "options_exhausted"])
    same("escalated", [case["id"][4:] for case in cases if first(case, "escalated_internal")], ["2024-0004", "2024-0009", "2024-0013", "2024-0017", "2024-0029", "2025-0009", "2025-0014"])
    same("reassessed", [(case["id"][4:], step["from"], step["severity"]) for case in cases for step in case["assessment"].get("reassessed", [])], [("2024-0032", 2, 3), ("2025-0005", 3, 2)])
    same("anonymous", [case["id"][4:] for case in cases if case["complainant"] == "anonymous"], ["2024-0026"])
    same("on behalf", [case["id"][4:] for case in cases if case.get("on_behalf")], ["2024-0031"])
    same("citing a promise", Counter(case["promise"] for case in cases if "promise" in case), Counter({"PRM-2": 6, "PRM-3": 5}))
    early = [case["id"] for case in cases if "promise" in case and case["received_at"].date() < R["PRM"][case["promise"]]["valid_from"]]
    same("promises cited before they were given", early, [])

    faults = []
    weekend = []
    for case in cases:
        name, events = case["id"], case["events"]
        times = [event["at"] for event in events]
        if times != sorted(times) or case["logged_at"] < case["received_at"] or times[0] != case["received_at"]:
            faults.append((name, "order of events"))
        for event in events:
            if event["at"].utcoffset() != dublin_offset(event["at"]):
                faults.append((name, "offset", event["at"]))
            if event["at"].date() > AS_OF:
                faults.append((name, "after the day of the site"))
            if not is_working(event["at"].date()):
                weekend.append((name, event["kind"]))
        kinds = [event["kind"] for event in events]
        if "closed" in kinds:
            end = len(kinds) - 1 - kinds[::-1].index("closed")
            if set(kinds[end + 1:]) - {"note", "survey_invited", "referred_external", "external_decision"}:
                faults.append((name, "events after closing"))
            if case["closure"]["closed_at"] != times[end]:
                faults.append((name, "closed_at"))
            if "decision_communicated" not in kinds and case["outcome"] != "withdrawn":
                faults.append((name, "R-CMP-02"))
            if case["closure"]["reason"] == "accepted_and_done" and any("carried_out_on" not in remedy for remedy in case.get("remedies", [])):
                faults.append((name, "R-CMP-03"))
            if "preventive_decision" not in case:
                faults.append((name, "no preventive decision"))
        for remedy in case.get("remedies", []):
            if remedy["offered_on"] > remedy["carried_out_on"] or remedy["offered_on"] < case["received_at"].date():
                faults.append((name, "days of the remedy"))
        serious = case["assessment"]["severity"] >= 3 and case.get("outcome") in ("upheld", "partly_upheld")
        if serious and not case.get("causes"):
            faults.append((name, "R-CMP-08"))
        for cause in case.get("causes", []):
            if R["CAU"][cause]["created"] > last(case, "closed").date():
                faults.append((name, "cause is younger than the closed case"))
        for action in case.get("preventive_decision", {}).get("actions", []):
            if R["ACT"][action]["created"] > last(case, "closed").date() + 75 * DAY:
                faults.append((name, "action is much younger than the decision", action))
        if case["assessment"]["safety_implication"] and case["immediate_action"] == "none":
            faults.append((name, "R-CMP-06"))
        inquiry = case.get("investigation")
        if inquiry:
            subject = inquiry["subject_of_complaint"]
            unit = subject if subject not in R["PER"] else None
            if inquiry["investigator"] == subject or R["PER"][inquiry["investigator"]]["unit"] == unit:
                faults.append((name, "R-CMP-09"))
        elif case["closure"]["reason"] != "resolved_first_contact":
            faults.append((name, "no investigation"))
        held = [role["role"] for role in R["PER"][case["handler"]]["roles"] if role["from"] <= case["received_at"].date() <= role.get("to", AS_OF)]
        authority = [R["ROL"][role]["authority"] for role in held if "authority" in R["ROL"][role]]
        spent = sum(remedy["value"]["amount"] for remedy in case.get("remedies", []) if isinstance(remedy.get("value"), dict))
        if not authority or max(a["may_close"] for a in authority) < case["assessment"]["severity"] or max(a["remedy_limit"]["amount"] for a in authority) < spent:
            faults.append((name, "R-CMP-12", spent))
        if case.get("outcome") == "not_upheld" and case.get("remedies"):
            faults.append((name, "R-CMP-13"))
        client = R["CUS"].get(case["complainant"])
        if client:
            right = case["product"] in client["products"] and set(case["segment_values"].values()) == set(client["segments"])
            alive = client["since"] <= case["received_at"].date() and not ("ended" in client and client["ended"]["date"] < case["received_at"].date())
            if not right or not alive:
                faults.append((name, "complainant"))
    same("faults in complaints", faults, [])
    same("events outside working days (one installation on a Sunday)", weekend, [("CMP-2024-0022", "remedy_carried_out")])
    stale = [case["id"] for case in open_cases if working_days(case["events"][-1]["at"].date(), AS_OF) > 10]
    same("open cases without an event for ten working days", stale, ["CMP-2025-0019"])


# --- indicators, promises, benchmark -------------------------------------------------------------------

def indicators():
    series = lambda name: [value["value"] for value in R["IND"][name]["values"]]
    same("first response", series("IND-FIRST-RESPONSE"), [10.2, 10.4, 9.6, 8.8, 8.1, 7.4, 7.1, 7.0])
    same("schedule ratio", series("IND-SCHEDULE"), [1.22, 1.21, 1.19, 1.15, 1.12, 1.08, 1.05, 1.03])
    same("milestones on time", series("IND-MILESTONES"), [60, 61, 63, 68, 74, 78, 81, 82])
    same("weekly report", [(value["numerator"], value["denominator"]) for value in R["IND"]["IND-WEEKLY-REPORT"]["values"]],
         [(310, 402), (331, 418), (352, 421), (371, 433), (392, 441), (415, 455), (428, 462), (437, 466)])
    same("credit notes", series("IND-CREDIT-NOTES"), [14, 15, 12, 11, 9, 8, 8, 7])
    same("lost bids", series("IND-LOST-BIDS"), [5, 4, 5, 3, 3, 2, 2, 2])
    same("acknowledged in time as a series", [(v["numerator"], v["denominator"]) for v in R["IND"]["IND-ACK"]["values"]], [(5, 9), (7, 11), (7, 9), (8, 9), (7, 7), (6, 6), (5, 5), (4, 4)])
    provisional = [(name, v["period"]) for name, record in R["IND"].items() for v in record["values"] if v["status"] == "provisional"]
    same("provisional values", provisional, [("IND-CREDIT-NOTES", "2025-Q4")])
    same("definition changes", [name for name, record in R["IND"].items() if record.get("definition_changes")], ["IND-MILESTONES"])
    odd = []
    for name, record in R["IND"].items():
        if [v["period"] for v in record["values"]] != QUARTERS:
            odd.append((name, "periods"))
        for value in record["values"]:
            if "denominator" in value:
                digits = len(str(value["value"]).split(".")[1]) if isinstance(value["value"], float) else 0
                exact = value["numerator"] / value["denominator"] * (100 if record["unit"] == "percent" else 1)
                if abs(exact - value["value"]) > 0.5 * 10 ** -digits + 1e-9:
                    odd.append((name, value["period"], round(exact, 3)))
    same("values against numerator and denominator", odd, [])
    near("first response change, percent", 100 * (7.1 / 10.2 - 1), -30.4)
    near("schedule change, percent", 100 * (1.03 / 1.22 - 1), -15.6)
    peers = [value["value"] for value in R["BMK"]["BMK-1"]["values"]]
    same("benchmark", peers, [71, 73, 75, 76, 77, 79, 80, 82, 84, 86])
    mean, sd = statistics.fmean(peers), statistics.stdev(peers)
    same("benchmark mean, sd, z, rank", (mean, round(sd, 2), round((75.8 - mean) / sd, 2), 100 * (sum(p < 75.8 for p in peers) + 0.5 * sum(p == 75.8 for p in peers)) / 10), (78.3, 4.81, -0.52, 30.0))
    stated = R["EXP"]["EXP-006"]
    same("understanding gap and standard gap of PRM-1, hours", (stated["level_assumed"]["value"] - stated["level_customer"]["value"], stated["level_assumed"]["value"] - R["PRM"]["PRM-1"]["level"]["value"]), (4, 0))


# --- improvement ---------------------------------------------------------------------------------------

def improvement():
    findings = R["FND"].values()
    same("findings", len(findings), 18)
    same("decisions on findings", Counter(f["decision"] for f in findings), Counter(act=13, watch=3, reject=1, pending=1))
    late = [f["id"] for f in findings if f["decision"] == "pending" and (AS_OF - f["created"]).days > 30]
    same("pending longer than 30 days", late, ["FND-018"])

    def origin(finding):
        source = finding["sources"][0]
        if source.startswith("WAV-"):
            return {"REL": "relationship", "PRJ": "project", "SUP": "support", "CMP": "complaints"}[source[4:7]]
        return {"CMP": "complaints", "INT": "interviews", "IND": "indicators", "DSP": "dispute", "AFN": "audit"}[source[:3]]
    same("origins of findings", Counter(map(origin, findings)), Counter(relationship=5, complaints=4, project=2, support=2, interviews=2, indicators=1, dispute=1, audit=1))
    actions, checks = R["ACT"], {v["action"]: v for v in R["VER"].values()}
    done = [a for a in actions.values() if a.get("implemented_on")]
    first_due = lambda a: a["due_history"][0]["old"] if a.get("due_history") else a["due"]
    counted = [a for a in actions.values() if a["status"] != "cancelled" and (a.get("implemented_on") or first_due(a) < AS_OF)]
    good = [a for a in counted if a.get("implemented_on") and a["implemented_on"] <= first_due(a)]
    same("actions, implemented", (len(actions), len(done)), (25, 22))
    same("on time by the first due date", (len(good), len(counted)), (18, 23))
    near("on time, percent", percent(18, 23), 78.3)
    same("overdue", [a["id"] for a in actions.values() if a["status"] in ("approved", "in_progress") and a["due"] < AS_OF], ["ACT-019"])
    same("verified", Counter(v["result"] for v in checks.values()), Counter(effective=12, partly_effective=1, inconclusive=2, not_effective=2))
    near("effective, percent", percent(12, 17), 70.6)
    interval("effective, interval", wilson(12, 17), 46.9, 86.7)
    due = """001 2024-09-30 2024-09-20, 002 2024-10-31 2024-11-15, 003 2024-09-30 2024-09-27, 004 2024-08-31 2024-08-30, 005 2024-10-15 2024-10-11, 006 2024-12-31 2025-01-31,
        007 2024-12-15 2024-12-13, 008 2024-09-15 2024-09-05, 009 2024-07-15 2024-07-15, 010 2024-10-31 2024-10-22, 011 2024-07-31 2024-07-25, 012 2025-01-20 2025-01-17,
        013 2024-06-30 2024-07-10, 014 2024-06-30 2024-06-28, 015 2024-11-30 2024-11-20, 016 2025-03-14 2025-03-07, 017 2025-10-15 2025-10-10, 018 2025-02-28 2025-02-24,
        019 2025-09-30 -, 020 2025-11-30 2025-11-21, 021 2024-09-30 2024-09-16, 022 2025-10-31 2025-11-14, 023 2025-04-15 2025-04-10, 024 2025-06-30 -, 025 2026-03-31 -"""
    wanted = [tuple(item.split()) for item in due.replace("\n", " ").split(",")]
    found = [(key[4:], str(first_due(a)), str(a.get("implemented_on", "-"))) for key, a in sorted(actions.items())]
    same("first due and implemented, action by action", found, wanted)
    pair = lambda action: tuple(checks[action][side][key] for side in ("before", "after") for key in ("numerator", "denominator"))
    same("ACT-002 numbers", pair("ACT-002"), (61, 156, 34, 156))
    d, low, high, p = two_proportions(*pair("ACT-002"))
    same("ACT-002 test", (round(p, 3), *(round(100 * x, 1) for x in (d, low, high))), (0.001, -17.3, -27.0, -7.1))
    same("ACT-004 numbers", pair("ACT-004"), (641, 820, 763, 874))
    same("ACT-006 numbers", pair("ACT-006"), (9, 44, 7, 47))
    near("ACT-006 p", two_proportions(*pair("ACT-006"))[3], 0.49, 0.005)
    same("ACT-007 numbers", pair("ACT-007"), (31, 9.1, 15, 9.89))
    ratio = rate_ratio(31, 9.1, 15, 9.89)
    same("ACT-007 ratio, p", (round(ratio[0], 3), round(ratio[3], 3)), (0.445, 0.011))
    same("ACT-009 numbers", pair("ACT-009"), (12, 20, 22, 22))
    near("ACT-009 p", two_proportions(*pair("ACT-009"))[3], 0.001, 0.0005)
    same("ACT-023 numbers", pair("ACT-023"), (246, 3108, 82, 2640))
    defects = R["IND"]["IND-DEFECTS"]["values"]
    same("ACT-007 against the indicator", tuple(round(sum(v[key] for v in part), 2) for part in (defects[:4], defects[4:]) for key in ("numerator", "denominator")), (31, 9.1, 15, 9.89))
    faults = []
    for action in actions.values():
        plan = action.get("verification_plan")
        if action["kind"] in ("corrective", "preventive", "improvement", "training") and not (plan and action.get("expected_effect")):
            faults.append((action["id"], "R-ACT-01"))
        if plan and plan["responsible"] == action["owner"]:
            faults.append((action["id"], "responsible is the owner"))
        if action["status"] == "closed" and action["kind"] in ("corrective", "preventive", "improvement") and action["id"] not in checks:
            faults.append((action["id"], "R-ACT-04"))
        if action.get("implemented_on") and action["created"] >= action["implemented_on"]:
            faults.append((action["id"], "R-ACT-02"))
    for action, check in checks.items():
        owner, plan, day = actions[action]["owner"], actions[action]["verification_plan"], actions[action]["implemented_on"]
        if check["verified_by"] == owner:
            faults.append((check["id"], "R-VER-01"))
        if check["criterion"] != plan["criterion"] or check["verified_by"] != plan["responsible"]:
            faults.append((check["id"], "differs from the plan"))
        if (check["verified_on"] - day).days < plan["wait_days"]:
            faults.append((check["id"], "verified too early"))
        if check["result"] in ("not_effective", "partly_effective") and not check.get("follow_up"):
            faults.append((check["id"], "no follow-up"))
        if "before" in check:
            b, a = check["before"], check["after"]
            if b["to"] >= day or a["from"] <= day or a["to"] > check["verified_on"]:
                faults.append((check["id"], "R-VER-02"))
            if check["result"] == "effective" and action != "ACT-007" and two_proportions(*pair(action))[3] > 0.05:
                faults.append((check["id"], "R-VER-03"))
    same("faults in actions and verifications", faults, [])
    pairs = {"ACT-004": ("IND-WEEKLY-REPORT", 0, 2, 3, 5), "ACT-005": ("IND-REROUTED", 1, 3, 4, 6), "ACT-021": ("IND-ANSWERED-8H", 0, 2, 3, 5)}
    for action, (name, *bounds) in pairs.items():
        values = R["IND"][name]["values"]
        total = lambda key, i, j: sum(value[key] for value in values[i:j])
        (i, j, k, m) = bounds
        found = (total("numerator", i, j), total("denominator", i, j), total("numerator", k, m), total("denominator", k, m))
        same(f"{action} against {name}", pair(action), found)
    top = lambda prefix, keys, question: sum(int(row[question]) >= 4 for key in keys for row in ANSWERS[f"WAV-{prefix}-{key}"])
    for action, prefix, question, before, after in (("ACT-001", "PRJ", "status", KEYS[:2], KEYS[3:5]), ("ACT-013", "PRJ", "overall", KEYS[:2], KEYS[3:5])):
        same(f"{action} against the answers", pair(action)[::2], (top(prefix, before, question), top(prefix, after, question)))
    # Counted by the day of the answer: one of the last wave of 2024 was given in January.
    content = [(row["submitted_on"], int(row["handling"]) >= 4) for key in KEYS for row in ANSWERS[f"WAV-CMP-{key}"]]
    count = lambda start, end: (sum(hit for day, hit in content if start <= day <= end), sum(start <= day <= end for day, _ in content))
    same("ACT-015 against the answers", pair("ACT-015"), count("2024-02-01", "2024-10-18") + count("2025-01-01", "2026-01-16"))
    decided = {f["id"] for f in findings if f["decision"] == "act"}
    answered = {ref for a in actions.values() for ref in a["addresses"]} | {c["finding"] for c in R["CAU"].values() if "finding" in c}
    same("findings to act on without action or cause", decided - answered, set())
    same("causes without action", set(R["CAU"]) - {ref for a in actions.values() for ref in a["addresses"]}, set())
    cited = {source for f in findings for source in f["sources"]}
    same("waves without finding or word on it", [key for key, wave in R["WAV"].items() if (key in cited) == ("no_finding" in wave)], [])


# --- reviews, communication, counts --------------------------------------------------------------------

INPUTS = """earlier_actions issues_changes satisfaction_results complaints_feedback complaint_process_performance satisfaction_with_handling disputes promise_performance
    objectives process_performance nonconformities_corrective_actions monitoring_results audit_results external_providers resources risk_opportunity_actions
    improvement_opportunities benchmark_results recommendations programme_suitability""".split()


def assurance():
    reviews = R["REV"].values()
    same("reviews by kind", Counter(r["kind"] for r in reviews), Counter(quarterly=8, management=2, complaints=2))
    same("days of management and complaint reviews", sorted(str(r["held_on"]) for r in reviews if r["kind"] != "quarterly"), ["2024-09-17", "2025-01-28", "2025-09-16", "2026-01-27"])
    decisions = [d for r in reviews for d in r["decisions"]]
    same("review decisions", Counter(d["kind"] for d in decisions), Counter(improvement=26, resource=3, objective=2))
    missing = [(r["id"], item) for r in reviews for item in INPUTS if not any(i["item"] == item and (i.get("considered") or i.get("not_applicable")) for i in r["inputs"])]
    same("missing inputs", missing, [("REV-2025-Q2", "benchmark_results")])
    same("decisions without owner or due", [d["id"] for d in decisions if "owner" not in d or "due" not in d], [])
    same("communications", len(R["MSG"]), 46)
    late = []
    for wave in sorted(key for key in R["WAV"] if "REL" in key):
        end = R["WAV"][wave]["field_end"]
        for audience, days in (("top_management", 20), ("all_staff", 30), ("participants", 45)):
            sent = min(m["sent_on"] for m in R["MSG"].values() if wave in m["about"] and audience in m["audience"])
            if (sent - end).days > days:
                late.append((wave, audience, (sent - end).days))
    same("late results (the first is waived)", late, [("WAV-REL-2024A", "participants", 55), ("WAV-REL-2025B", "participants", 55)])
    same("training", len(R["TRN"]), 38)
    expired = [t["person_or_role"] for t in R["TRN"].values() if t.get("valid_until") and t["valid_until"] < AS_OF]
    same("expired training of a handler", expired, ["PER-18"])
    same("audits", Counter(a["kind"] for a in R["AUD"].values()), Counter(internal=2, customer=1))
    grades = lambda audit: Counter(f["grade"] for f in R["AFN"].values() if f["audit"] == audit)
    same("audit findings 2024-11", grades("AUD-2024-11"), Counter(minor=2, observation=3))
    same("audit findings 2025-06", grades("AUD-2025-06"), Counter(strength=1))
    same("audit findings 2025-10", grades("AUD-2025-10"), Counter(minor=1, observation=2))
    for audit, size, population in (("AUD-2024-11", 10, 33), ("AUD-2025-10", 13, 57)):
        sample = R["AUD"][audit]["sample"]
        stated, until = re.match(r"(\d+) complaints .* to (\S+)$", sample["population"]).groups()
        before = {key for key, c in R["CMP"].items() if c["received_at"].date() <= dt.date.fromisoformat(until)}
        same(f"sample of {audit}: stated, counted, size, drawn", (int(stated), len(before), sample["size"], len(set(sample["items"]) & before)), (population, population, size, size))
    same("objectives, risks, policies, disputes", tuple(len(R[kind]) for kind in ("OBJ", "RSK", "POL", "DSP")), (8, 6, 6, 2))
    same("objectives by status", Counter(o["status"] for o in R["OBJ"].values()), Counter(achieved=5, missed=2, active=1))
    same("stakeholders, promises", (len(R["STK"]), len(R["PRM"])), (10, 4))
    overdue = [(key, record["review_due"]) for kind in R.values() for key, record in kind.items() if record.get("review_due") and record["review_due"] < AS_OF]
    same("past review", [key for key, _ in overdue], ["EXP-012"])


def references():
    """Every id named in a record exists; nobody writes e-mail addresses or telephone numbers; facts are not in the future."""
    ids = {key for kind in R.values() for key in kind} | {row["id"] for table in ANSWERS.values() for row in table}
    prefixes = set(R) | {"RSP"}
    unknown, private, future = [], [], []
    planned = {"due", "new", "review_due", "next_review", "valid_to", "valid_until", "until", "by", "to", "planned_from", "planned_to", "response_due", "expires_on", "old", "from", "date"}

    def walk(value, owner, key):
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, owner, name)
        elif isinstance(value, list):
            for item in value:
                walk(item, owner, key)
        elif isinstance(value, str):
            for name in re.findall(r"(?<![A-Z]-)\b([A-Z]{3}-[A-Z0-9][A-Za-z0-9-]*)", value):
                if name.split("-")[0] in prefixes and name not in ids:
                    unknown.append((owner, name))
            if re.search(r"[\w.]+@[\w.]+\.\w|\+\d[\d ]{7,}|\b0\d{2,4}[ /-]\d{4,}", value):
                private.append((owner, value))
        elif isinstance(value, dt.date):
            day = value.date() if isinstance(value, dt.datetime) else value
            if day > AS_OF and key not in planned:
                future.append((owner, key, day))
    for kind in R.values():
        for key, record in kind.items():
            walk(record, key, None)
            if not 0 < len(record.get("title", "")) <= 120:
                private.append((key, "title"))
            if record.get("created") and not is_working(record["created"]) and key[:3] not in ("CUS",):
                unknown.append((key, "created on a day off"))
    for wave, table in ANSWERS.items():
        for row in table:
            for key in ("open_good", "open_improve", "comment"):
                walk(row.get(key) or "", row["id"], key)
    same("references that lead nowhere", unknown, [])
    same("text that looks like personal data", private, [])
    same("facts after the day of the site", future, [])
    print(f"     {sum(len(kind) for kind in R.values())} records of {len(R)} kinds, {sum(map(len, ANSWERS.values()))} responses")


for part in (customers, surveys, complaints, indicators, improvement, assurance, references):
    part()
print(f"{tally['OK']} OK, {tally['FAIL']} FAIL")
sys.exit(1 if tally["FAIL"] else 0)
