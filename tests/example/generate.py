#!/usr/bin/env python3
"""Makes the answers of the example project: one CSV a wave in example-project/responses.

Standard library only, fixed seed: the same records always give the same files. The clients come from
example-project/customers, the closed complaints from example-project/complaints, the words of the open
answers from open_answers.tsv beside this script.

What is drawn at random is who answers and how; what is fixed are the margins of the story (promoters and
detractors, top two boxes, mean and spread of the index, effort scores). Answers are drawn from a model with
one common factor, then moved by as little as needed until the margins are met exactly.

    python3 tests/example/generate.py            # writes the files
    python3 tests/example/check_marginals.py     # recomputes every number of the story
"""

import csv
import datetime as dt
import math
import random
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent / "example-project"
SEED = 10004

DAY = dt.timedelta(days=1)
CHARACTERISTICS = [
    "on_time", "quality", "budget", "status", "reach", "response",
    "competence", "courtesy", "business", "support", "invoice", "complaints",
]

# --- what the story fixes ----------------------------------------------------------------------------

# wave: field days, completes, partials, promoters, detractors, top two boxes, sum of the three index
# answers over all respondents, spread of the index, completes of the public segment, of which support
RELATIONSHIP = {
    "2024A": dict(start="2024-05-06", end="2024-05-31", frame="2024-04-15", version="1", complete=71, partial=4,
                  promoters=19, detractors=26, top=37, total=1402, sd=16.03, public=12, care=3, missing=233),
    "2024B": dict(start="2024-11-04", end="2024-11-29", frame="2024-10-15", version="1b", complete=74, partial=3,
                  promoters=24, detractors=21, top=44, total=1569, sd=15.8, public=13, care=4, missing=246),
    "2025A": dict(start="2025-05-06", end="2025-05-30", frame="2025-04-15", version="2", complete=80, partial=4,
                  promoters=34, detractors=15, top=58, total=1852, sd=15.2, public=14, care=3, missing=82),
    "2025B": dict(start="2025-11-03", end="2025-11-28", frame="2025-10-15", version="2b", complete=83, partial=2,
                  promoters=37, detractors=14, top=61, total=1948, sd=15.0, public=15, care=4, missing=128),
}
QUARTERS = [f"{year}Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
PROJECT_COMPLETES = [14, 15, 16, 17, 18, 19, 18, 19]
PROJECT_TOP = [8, 9, 10, 11, 12, 13, 13, 15]
# least number of sponsors content with the information on progress, in the two quarters after the training of project leads
PROJECT_STATUS = {"2024Q4": 12, "2025Q1": 12}
SUPPORT_COMPLETES = [13, 13, 14, 14, 14, 15, 15, 14]
SUPPORT_EASY = [7, 7, 8, 9, 9, 10, 11, 11]
SUPPORT_SUM = [60, 61, 67, 69, 71, 78, 81, 78]
HANDLING_COMPLETES = [4, 6, 6, 6, 6, 4, 3, 1]
HANDLING_SATISFIED = [1, 2, 3, 4, 5, 3, 3, 1]

# perception on a scale of 0 to 100 in the first and the last relationship wave
PERCEPTION = {
    "on_time": (49, 68), "quality": (66, 75), "budget": (55, 66), "status": (46, 70), "reach": (56, 70),
    "response": (54, 72), "competence": (72, 78), "courtesy": (78, 82), "business": (65, 72),
    "support": (55, 64), "invoice": (62, 70), "complaints": (52, 68), "handover": (52, 58),
}
PROGRESS = {"2024A": 0.0, "2024B": 0.35, "2025A": 0.85, "2025B": 1.0}
EXPECTATION = {
    "on_time": 89, "quality": 93, "budget": 86, "status": 88, "reach": 82, "response": 84, "competence": 91,
    "courtesy": 83, "business": 86, "support": 87, "invoice": 78, "complaints": 80, "handover": 82,
}
IMPORTANCE = {
    "on_time": 88, "quality": 95, "budget": 83, "status": 82, "reach": 74, "response": 77, "competence": 90,
    "courtesy": 66, "business": 79, "support": 81, "invoice": 58, "complaints": 70,
}
# shares of the Kano classes asked in wave 2024B: must-be, one-dimensional, attractive, indifferent, reverse, doubtful
KANO = {
    "security": (46, 24, 8, 19, 2, 1), "on_time": (24, 50, 12, 12, 1, 1), "forecast": (4, 17, 49, 27, 2, 1),
    "response": (20, 46, 19, 13, 1, 1), "quality": (49, 30, 6, 13, 1, 1), "support": (28, 30, 20, 20, 1, 1),
}


# --- what the records say ----------------------------------------------------------------------------

def clients():
    """The client accounts, read line by line from the simple form in which they are kept."""
    found = []
    for path in sorted((PROJECT / "customers").glob("*.yaml")):
        for block in path.read_text(encoding="utf-8").split("\n- id: ")[1:]:
            one = lambda pattern: (re.search(pattern, block) or [None, None])[1]
            segments = one(r"segments: \[(.*?)\]").split(", ")
            ended = one(r"ended: \{date: (\S+?),")
            found.append({
                "id": block.split("\n", 1)[0].strip(),
                "industry": segments[0],
                "size": segments[1],
                "products": one(r"products: \[(.*?)\]").split(", "),
                "since": dt.date.fromisoformat(one(r"since: (\S+)")),
                "ended": dt.date.fromisoformat(ended) if ended else None,
                "contacts": re.findall(r"pseudonym: (K-\S+), role: (\w+)", block),
            })
    return sorted(found, key=lambda client: client["id"])


def closed_complaints():
    """Closed complaints whose complainant can be reached."""
    found = []
    for path in sorted((PROJECT / "complaints").glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        one = lambda pattern: (re.search(pattern, text, re.M) or [None, None])[1]
        closed = one(r"closed_at: (\d{4}-\d\d-\d\d)")
        if closed and one(r"^complainant: (\S+)") != "anonymous":
            found.append({
                "id": one(r"^id: (\S+)"),
                "client": one(r"^complainant: (\S+)"),
                "industry": one(r"^segment_values: \{industry: (SEG-\w+)"),
                "size": one(r"^segment_values: .*size: (SEG-\w+)"),
                "product": one(r"^product: (\S+)"),
                "outcome": one(r"^outcome: (\S+)"),
                "closed": dt.date.fromisoformat(closed),
                "first_contact": one(r"reason: (resolved_first_contact)") is not None,
            })
    return found


def open_answers():
    """Open answers by wave."""
    by_wave = {}
    with (HERE / "open_answers.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            by_wave.setdefault(row["wave"], []).append(row)
    return by_wave


# --- drawing -----------------------------------------------------------------------------------------

class Ids:
    """Response ids without meaning and without order of receipt."""

    LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

    def __init__(self, random_):
        self.random, self.used = random_, set()

    def next(self):
        while True:
            new = "RSP-" + "".join(self.random.choice(self.LETTERS) for _ in range(6))
            if new not in self.used and re.search("[A-Z]", new[4:]) and re.search("[0-9]", new[4:]):
                self.used.add(new)
                return new


def working_day(random_, first, last):
    """A day between two days, mostly a working day."""
    while True:
        day = first + DAY * random_.randrange((last - first).days + 1)
        if day.weekday() < 5 or random_.random() < 0.15:
            return day


def to_scale(latent, low, high, target, spread):
    """Turns latent values into scale points whose mean is as near to the target as whole numbers allow."""
    def points(shift):
        return [min(high, max(low, round(shift + spread * value))) for value in latent]
    left, right = low - 4.0 * spread, high + 4.0 * spread
    for _ in range(60):
        middle = (left + right) / 2
        if sum(points(middle)) / len(latent) < target:
            left = middle
        else:
            right = middle
    values = points(right)
    goal = round(target * len(latent))
    order = sorted(range(len(latent)), key=lambda index: latent[index])
    step = 1 if sum(values) < goal else -1
    turn = 0
    while sum(values) != goal:
        index = order[(turn * 7919) % len(order)]
        if low <= values[index] + step <= high:
            values[index] += step
        turn += 1
    return values


def from_scale(mean_percent, low, high):
    return low + (high - low) * mean_percent / 100


def by_rank(latent, blocks):
    """Gives the highest latent values the first block of points, and so on; blocks are (count, points, weights)."""
    order = sorted(range(len(latent)), key=lambda index: -latent[index])
    values, start = [None] * len(latent), 0
    for count, points, weights in blocks:
        part = order[start:start + count]
        start += count
        total, taken = sum(weights), 0.0
        edges = []
        for weight in weights:
            taken += weight / total * count
            edges.append(taken)
        for position, index in enumerate(part):
            values[index] = next(point for point, edge in zip(points, edges) if position < edge - 1e-9)
    assert start == len(latent)
    return values


def deviation(values):
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def index_answers(random_, latent, total, sd):
    """Three answers from 1 to 10 a respondent with the given sum over all and spread of the index."""
    count = len(latent)
    wanted = sd * 27 / 100
    noise = [[random_.gauss(0, 1) for _ in latent] for _ in range(3)]
    spread = wanted / 3 * 1.12
    answers = [
        to_scale([0.9 * value + 0.42 * noise[k][i] for i, value in enumerate(latent)], 1, 10,
                 total / count / 3 + (0.25, 0.0, -0.25)[k], spread)
        for k in range(3)
    ]
    sums = lambda: [answers[0][i] + answers[1][i] + answers[2][i] for i in range(count)]
    while sum(sums()) != total:
        k, i = random_.randrange(3), random_.randrange(count)
        step = 1 if sum(sums()) < total else -1
        if 1 <= answers[k][i] + step <= 10:
            answers[k][i] += step
    for _ in range(200_000):
        now = deviation(sums())
        if abs(now - wanted) * 100 / 27 < 0.0075:
            return answers
        up, down = random_.randrange(count), random_.randrange(count)
        k, j = random_.randrange(3), random_.randrange(3)
        if up == down or answers[k][up] == 10 or answers[j][down] == 1:
            continue
        answers[k][up] += 1
        answers[j][down] -= 1
        if abs(deviation(sums()) - wanted) > abs(now - wanted):
            answers[k][up] -= 1
            answers[j][down] += 1
    raise SystemExit("the spread of the index was not met")


# --- relationship survey -----------------------------------------------------------------------------

def choose_respondents(random_, wave, plan, accounts, mood):
    """Contacts who answer completely: shares by segment and role as the story has them."""
    frame = dt.date.fromisoformat(plan["frame"])
    active = [client for client in accounts if client["since"] <= frame and not (client["ended"] and client["ended"] <= frame)]
    pool = [(client, contact, role) for client in active for contact, role in client["contacts"]]
    keen = lambda entry: mood.setdefault(entry[1], random_.gauss(0, 1)) + random_.gauss(0, 0.9)
    ranked = sorted(pool, key=keen, reverse=True)
    complete = plan["complete"]
    deciders = round(complete * {"2024A": 0.62, "2024B": 0.63, "2025A": 0.61, "2025B": 0.62}[wave])
    finance = round(complete * {"2024A": 0.40, "2024B": 0.38, "2025A": 0.39, "2025B": 0.375}[wave])
    seats = {"SEG-PUB": plan["public"], "SEG-FIN": finance, "SEG-MFG": complete - plan["public"] - finance}
    roles = {"decision_maker": deciders, "user": complete - deciders}
    chosen = []
    care = plan["care"]
    public = [entry for entry in ranked if entry[0]["industry"] == "SEG-PUB"]
    only_care = [entry for entry in public if entry[0]["products"] == ["PRD-CARE"]]
    both = [entry for entry in public if len(entry[0]["products"]) == 2]
    build = [entry for entry in public if entry[0]["products"] == ["PRD-BUILD"]]
    pick = (only_care + both)[:care]
    rest = (build + [entry for entry in both if entry not in pick])[:plan["public"] - care]
    product = {}
    for entry in pick:
        product[entry[1]] = "PRD-CARE"
    for entry in rest:
        product[entry[1]] = "PRD-BUILD"
    chosen += pick + rest
    for _, _, role in chosen:
        roles[role] -= 1
    seats["SEG-PUB"] = 0
    # the wave with the double needs one respondent fewer
    double = 1 if wave == "2024B" else 0
    if double:
        roles["decision_maker"] -= 1
        seats["SEG-MFG"] -= 1
    for entry in ranked:
        client, contact, role = entry
        if seats[client["industry"]] > 0 and roles[role] > 0:
            seats[client["industry"]] -= 1
            roles[role] -= 1
            chosen.append(entry)
            product[contact] = random_.choice(client["products"])
    assert not any(seats.values()) and not any(roles.values()), (seats, roles)
    taken = {entry[1] for entry in chosen}
    broken_off = [entry for entry in ranked if entry[1] not in taken and entry[0]["industry"] != "SEG-PUB"][:plan["partial"]]
    for entry in broken_off:
        product[entry[1]] = random_.choice(entry[0]["products"])
    if double:
        again = next(entry for entry in chosen if entry[0]["industry"] == "SEG-MFG" and entry[2] == "decision_maker")
        chosen.append(again)
    return chosen, broken_off, product


def relationship(random_, ids, accounts, words, mood, character):
    files, last_answer = {}, {}
    for wave, plan in RELATIONSHIP.items():
        chosen, broken_off, product = choose_respondents(random_, wave, plan, accounts, mood)
        everyone = chosen + broken_off
        count, complete = len(everyone), plan["complete"]
        names = CHARACTERISTICS + (["handover"] if plan["version"].startswith("2") else [])
        general = [0.75 * character.setdefault(entry[1], random_.gauss(0, 1)) + 0.66 * random_.gauss(0, 1) for entry in everyone]
        own = {name: [random_.gauss(0, 1) for _ in everyone] for name in names}
        perceived, expected = {}, {}
        for name in names:
            latent = [0.79 * general[i] + 0.613 * own[name][i] for i in range(count)]
            first, last = PERCEPTION[name]
            if name == "handover":
                target = first if wave == "2025A" else last
            else:
                target = first + (last - first) * PROGRESS[wave]
            perceived[name] = to_scale(latent, 1, 7, from_scale(target, 1, 7), 1.5)
            hope = [0.25 * general[i] + 0.97 * random_.gauss(0, 1) for i in range(count)]
            expected[name] = to_scale(hope, 1, 7, from_scale(EXPECTATION[name], 1, 7), 0.95)
        judged = [
            0.68 * general[i] + 0.40 * own["status"][i] + 0.36 * own["on_time"][i] + 0.45 * random_.gauss(0, 1)
            for i in range(complete)
        ]
        high, low = plan["top"], complete - plan["top"]
        overall = by_rank(judged, [(high, (5, 4), (0.36, 0.64)), (low, (3, 2, 1), (0.6, 0.28, 0.12))])
        advice = [0.8 * judged[i] + 0.55 * random_.gauss(0, 1) for i in range(complete)]
        passive = complete - plan["promoters"] - plan["detractors"]
        nps = by_rank(advice, [
            (plan["promoters"], (10, 9), (0.4, 0.6)), (passive, (8, 7), (0.55, 0.45)),
            (plan["detractors"], (6, 5, 4, 3, 2, 0), (0.34, 0.28, 0.14, 0.12, 0.08, 0.04)),
        ])
        mean = sum(judged) / complete
        scale = deviation(judged)
        index = index_answers(random_, [(value - mean) / scale for value in judged], plan["total"], plan["sd"])

        rows = []
        first, last = dt.date.fromisoformat(plan["start"]), dt.date.fromisoformat(plan["end"])
        typical = 640 if plan["version"].startswith("1") else 430
        for i, (client, contact, role) in enumerate(everyone):
            half = i >= complete
            day = working_day(random_, first, min(last, first + DAY * 25))
            again = i == complete - 1 and wave == "2024B"
            if again:  # the second answer of the same contact, two days after the first
                day = min(last, dt.date.fromisoformat(next(row for row in rows if row["respondent"] == contact)["submitted_on"]) + 2 * DAY)
            row = {
                "id": ids.next(), "respondent": contact, "segment.industry": client["industry"],
                "segment.size": client["size"], "product": product[contact], "respondent_role": role,
                "submitted_on": day.isoformat(), "mode": "web",
                "lang": "de" if int(re.sub(r"\D", "", contact)) % 13 < 2 else "en",
                "disposition": "partial" if half else "complete",
                "duration_s": max(int(typical * 0.45), round(random_.gauss(typical, typical * 0.24))) if not half else round(random_.gauss(typical * 0.6, 40)),
                "consent.analyse": "true", "consent.quote": "true" if random_.random() < 0.62 else "false", "consent.contact": "false",
            }
            for name in names:
                row["p_" + name] = 8 - perceived[name][i] if name == "reach" else perceived[name][i]
                row["e_" + name] = 8 - expected[name][i] if name == "reach" else expected[name][i]
            rows.append(row)
        if plan["version"] in ("1", "2b"):
            for name in CHARACTERISTICS:
                values = to_scale([random_.gauss(0, 1) for _ in rows], 1, 7, from_scale(IMPORTANCE[name], 1, 7), 0.9)
                for row, value in zip(rows, values):
                    row["i_" + name] = value
        if plan["version"] == "1b":
            kano(random_, rows)
        for i, row in enumerate(rows):
            if i < complete:
                row["idx_overall"], row["idx_expect"], row["idx_ideal"] = (index[k][i] for k in range(3))
                row["overall"], row["nps"] = overall[i], nps[i]
                if plan["version"].startswith("2"):
                    row["letter_seen"] = "yes" if random_.random() < 0.57 else "no"
                row["contact_ok"] = "yes" if random_.random() < 0.55 else "no"
                row["consent.contact"] = "true" if row["contact_ok"] == "yes" else "false"
            else:
                # broken off after the characteristics
                for key in list(row):
                    if key.startswith(("i_", "k_")) and random_.random() < 0.6:
                        row[key] = ""
        plant(random_, wave, rows, complete)
        keep_means(wave, rows, complete)
        leave_gaps(random_, plan, rows[:complete])
        give_words(random_, words[wave], rows[:complete], "overall", ("open_good", "open_improve"))
        header = list(rows[0])
        closing = [key for key in ("idx_overall", "idx_expect", "idx_ideal", "overall", "nps", "open_good", "open_improve", "letter_seen", "contact_ok")
                   if any(key in row for row in rows)]
        header = [key for key in header if key not in closing]
        later = [key for key in header if key.startswith("i_")] if plan["version"] == "2b" else []
        header = [key for key in header if key not in later] + closing + later
        for row in rows:
            last_answer.setdefault(row["respondent"], []).append(dt.date.fromisoformat(row["submitted_on"]))
        files["WAV-REL-" + wave] = (header, rows)
    return files, last_answer


def kano(random_, rows):
    """Pairs of Kano answers whose classes have the given shares."""
    for name, shares in KANO.items():
        classes = []
        for letter, share in zip("MOAIRQ", shares):
            classes += [letter] * round(share * len(rows) / 100)
        classes = (classes + ["I"] * len(rows))[:len(rows)]
        random_.shuffle(classes)
        for row, letter in zip(rows, classes):
            middle = lambda: random_.choice((2, 2, 3, 3, 4))
            pair = {
                "M": (middle(), 5), "O": (1, 5), "A": (1, middle()), "I": (middle(), middle()),
                "R": (5, random_.choice((2, 3))), "Q": (1, 1),
            }[letter]
            row[f"k_{name}_f"], row[f"k_{name}_d"] = pair


STRAIGHT = {"2024A": 5, "2024B": 4, "2025B": 6}
SPEEDERS = {"2024B": 131, "2025A": 97}


def plant(random_, wave, rows, complete):
    """Three straight-liners and two speeders."""
    places = sorted(random_.sample(range(8, complete - 4), 2))
    if wave in STRAIGHT:
        row = rows[places[0]]
        for key in row:
            if key.startswith("p_"):
                row[key] = STRAIGHT[wave]
    if wave in SPEEDERS:
        rows[places[1]]["duration_s"] = SPEEDERS[wave]
    # nobody else answers the whole block with one point
    for number, row in enumerate(rows):
        block = [row[key] for key in row if key.startswith("p_")]
        if len(set(block)) == 1 and not (wave in STRAIGHT and number == places[0]):
            row["p_courtesy"] = block[0] + 1 if block[0] < 7 else 6


def keep_means(wave, rows, complete):
    """Clients see on-time delivery at 49 in the first and at 68 in the last wave; other characteristics may wander."""
    goal = {"2024A": 49, "2025B": 68}.get(wave)
    if goal is None:
        return
    # those who broke off later count as well, so they are held to the same mean
    for part in (rows[:complete], rows[complete:]):
        wanted = round(from_scale(goal, 1, 7) * len(part))
        while (now := sum(row["p_on_time"] for row in part)) != wanted:
            step = 1 if now < wanted else -1
            # the row whose answer stands furthest from its neighbours moves
            row = max((row for row in part if 1 < row["p_on_time"] < 7 and len({row["p_" + name] for name in CHARACTERISTICS}) > 1),
                      key=lambda row: step * (row["p_status"] + row["p_quality"] - 2 * row["p_on_time"]))
            row["p_on_time"] += step


def leave_gaps(random_, plan, rows):
    """Answers not given: few respondents leave many, most leave none; the late blocks suffer most."""
    light = random_.sample(rows, round(len(rows) * 0.24))
    weight = {"complaints": 7, "invoice": 4, "support": 3, "budget": 3}
    cells, weights = [], []
    for row in rows:
        careless = row in light
        if len({row["p_" + name] for name in CHARACTERISTICS}) == 1:
            continue
        for key in row:
            kind, _, name = key.partition("_")
            if kind not in ("p", "e", "i", "k") or row[key] == "":
                continue
            if key == "p_on_time" or (kind == "p" and not careless):
                continue
            share = {"p": 1.0, "e": 1.6, "i": 1.9, "k": 2.1}[kind] * weight.get(name, 1) * (7 if careless else 1)
            if plan["version"].startswith("2") and kind == "e":
                share *= 0.9
            cells.append((row, key))
            weights.append(share)
    keys = [random_.random() ** (1 / share) for share in weights]
    order = sorted(range(len(cells)), key=lambda i: -keys[i])[:plan["missing"]]
    for position, i in enumerate(order):
        row, key = cells[i]
        row[key] = "skip" if position % 9 in (1, 4) else ("dk" if position % 23 == 3 and not key.startswith("k_") else "na")


def give_words(random_, words, rows, judged, keys):
    """Open answers go to respondents whose judgement fits them; each key is used once a respondent."""
    good, improve = keys
    free = list(rows)
    random_.shuffle(free)
    for entry in words:
        key = good if entry["sentiment"] == "positive" else improve
        same = [row for row in free if row.get("lang", "en") == entry["lang"] and not row.get(key)]
        if not same:
            same = [row for row in free if not row.get(key)]
            same[0]["lang"] = entry["lang"]
        glad = entry["sentiment"] == "positive"
        row = max(same[:14], key=lambda row: (row[judged] if glad else -row[judged]) + random_.random() * 1.5)
        row[key] = entry["text"]


# --- the three smaller surveys -----------------------------------------------------------------------

def quarter_days(label):
    """First and last day of a quarter; the surveys began in February 2024."""
    year, quarter = int(label[:4]), int(label[-1])
    first = dt.date(year, 3 * quarter - 2, 1) if label != "2024Q1" else dt.date(2024, 2, 1)
    last = dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1) - DAY
    return first, last


def spread_sum(random_, count, favourable, total, low, high, cut):
    """Whole numbers of which a given count is at or above the cut and which add up to a total."""
    values = [random_.randint(cut, high) for _ in range(favourable)] + [random_.randint(low, cut - 1) for _ in range(count - favourable)]
    while sum(values) != total:
        i = random_.randrange(count)
        step = 1 if sum(values) < total else -1
        lowest, highest = (cut, high) if i < favourable else (low, cut - 1)
        if lowest <= values[i] + step <= highest:
            values[i] += step
    return values


def near(random_, value, low=1, high=5):
    return min(high, max(low, value + random_.choice((-1, 0, 0, 0, 1))))


def after_project(random_, ids, accounts, words, answered):
    files = {}
    for number, label in enumerate(QUARTERS):
        first, last = quarter_days(label)
        count, top = PROJECT_COMPLETES[number], PROJECT_TOP[number]
        pool = [client for client in accounts if "PRD-BUILD" in client["products"] and client["since"] < first - 90 * DAY
                and not (client["ended"] and client["ended"] < last)]
        # shares by industry follow the finished projects; in 2025Q3 manufacturing had most of them
        shares = (0.56, 0.22, 0.22) if label == "2025Q3" else (0.46, 0.35, 0.19)
        seats = {"SEG-FIN": round(count * shares[1]), "SEG-PUB": round(count * shares[2])}
        seats["SEG-MFG"] = count - sum(seats.values())
        random_.shuffle(pool)
        overall = [random_.choice((4, 4, 5)) for _ in range(top)] + [random_.choice((3, 3, 2, 2, 1)) for _ in range(count - top)]
        random_.shuffle(overall)
        rows = []
        for client in pool:
            if seats[client["industry"]] == 0:
                continue
            contact = next(name for name, role in client["contacts"] if role == "decision_maker")
            for _ in range(40):
                day = working_day(random_, first + 4 * DAY, last - 2 * DAY)
                if day.weekday() < 5 and all(abs((day - other).days) > 65 for other in answered.get(contact, [])):
                    break
            else:
                continue
            seats[client["industry"]] -= 1
            answered.setdefault(contact, []).append(day)
            value = overall[len(rows)]
            row = {
                "id": ids.next(), "respondent": contact, "segment.industry": client["industry"], "segment.size": client["size"],
                "product": "PRD-BUILD", "respondent_role": "decision_maker", "submitted_on": day.isoformat(), "mode": "email_link",
                "lang": "de" if int(re.sub(r"\D", "", contact)) % 13 < 2 else "en", "disposition": "complete",
                "consent.analyse": "true", "consent.quote": "true" if random_.random() < 0.6 else "false",
                "consent.contact": "true" if random_.random() < 0.7 else "false", "overall": value,
                "on_time": near(random_, max(1, value - (number < 4 and random_.random() < 0.5))), "status": near(random_, value),
                "quality": near(random_, value), "budget": near(random_, max(1, value - (random_.random() < 0.3))),
                "competence": near(random_, min(5, value + (random_.random() < 0.5))),
            }
            for key in ("on_time", "quality", "budget"):
                if random_.random() < 0.03:
                    row[key] = "na"
            rows.append(row)
        assert len(rows) == count and not any(seats.values()), (label, len(rows), seats)
        better = [row for row in rows if row["status"] == 3 and row["overall"] >= 4]
        content = sum(row["status"] >= 4 for row in rows)
        for row in better[:max(0, PROJECT_STATUS.get(label, 0) - content)]:
            row["status"] = 4
        give_words(random_, words["PRJ-" + label], rows, "overall", ("comment", "comment"))
        files["WAV-PRJ-" + label] = (list(rows[0]) + ([] if "comment" in rows[0] else ["comment"]), rows)
    return files


def support(random_, ids, words):
    files = {}
    for number, label in enumerate(QUARTERS):
        first, last = quarter_days(label)
        count = SUPPORT_COMPLETES[number]
        scores = spread_sum(random_, count, SUPPORT_EASY[number], SUPPORT_SUM[number], 1, 7, 5)
        random_.shuffle(scores)
        industries = ["SEG-MFG"] * round(count * 0.47) + ["SEG-FIN"] * round(count * 0.33)
        industries += ["SEG-PUB"] * (count - len(industries))
        random_.shuffle(industries)
        rows = []
        for score, industry in zip(scores, industries):
            while True:
                day = first + DAY * random_.randrange(6, (last - first).days)
                if day.weekday() < 5 and (day.month, day.day) not in ((12, 25), (12, 26), (5, 1)):
                    break
            rows.append({
                "id": ids.next(), "segment.industry": industry, "product": "PRD-CARE", "submitted_on": day.isoformat(), "mode": "in_product",
                "lang": "de" if random_.random() < 0.14 else "en", "disposition": "complete", "consent.analyse": "true",
                "consent.quote": "true" if random_.random() < 0.5 else "false", "consent.contact": "false", "ces": score,
                "response": near(random_, max(1, min(5, round(1 + (score - 1) * 4 / 6)))),
                "courtesy": near(random_, max(2, min(5, round(1.8 + (score - 1) * 3.4 / 6)))),
                "solved": "yes" if random_.random() < 0.55 + 0.06 * score else "no",
            })
        give_words(random_, words["SUP-" + label], rows, "ces", ("comment", "comment"))
        files["WAV-SUP-" + label] = (list(rows[0]) + ([] if "comment" in rows[0] else ["comment"]), rows)
    return files


def complaint_handling(random_, ids, accounts, words):
    contacts = {client["id"]: client["contacts"] for client in accounts}
    cases = closed_complaints()
    files = {}
    kind = {"upheld": 2, "partly_upheld": 1, "resolved_without_finding": 1, "not_upheld": 0, "withdrawn": -2}
    for number, label in enumerate(QUARTERS):
        first, last = quarter_days(label)
        here = [case for case in cases if first <= case["closed"] <= last]
        count, satisfied = HANDLING_COMPLETES[number], HANDLING_SATISFIED[number]
        random_.shuffle(here)
        here.sort(key=lambda case: case["outcome"] == "withdrawn")
        here = here[:count]
        here.sort(key=lambda case: -(kind[case["outcome"]] + random_.random() * 1.6))
        rows = []
        for place, case in enumerate(here):
            glad = place < satisfied
            handling = random_.choice((4, 4, 5)) if glad else random_.choice((1, 2, 2, 3))
            day = case["closed"] + DAY * random_.randrange(12, 19)
            while day.weekday() > 4 or (day.month, day.day) in ((12, 25), (12, 26), (1, 1), (5, 1)):
                day += DAY
            result = handling if kind[case["outcome"]] > 0 else max(1, handling - random_.choice((1, 2)))
            rows.append({
                "id": ids.next(), "respondent": contacts[case["client"]][0 if random_.random() < 0.7 else 1][0],
                "segment.industry": case["industry"], "segment.size": case["size"], "product": case["product"],
                "submitted_on": day.isoformat(), "mode": "phone", "lang": "en", "disposition": "complete",
                "consent.analyse": "true", "consent.quote": "true" if random_.random() < 0.6 else "false", "consent.contact": "true",
                "handling": handling, "outcome": near(random_, result), "fair": near(random_, handling),
                "courtesy": near(random_, min(5, handling + 1)), "speed": near(random_, max(1, handling - (not glad))),
                "informed": near(random_, handling), "first_contact": "yes" if case["first_contact"] and glad else "no",
                "stay": "yes" if glad or random_.random() < 0.5 else "no",
            })
        give_words(random_, words["CMP-" + label], rows, "handling", ("comment", "comment"))
        files["WAV-CMP-" + label] = (list(rows[0]) + ([] if "comment" in rows[0] else ["comment"]), rows)
    return files


def decision_makers_break_off(files, accounts):
    """Among those who broke off the decision makers prevail as well, so that a wave weighs alike with and without them.

    In the place of a user comes the decision maker of the same client or, when that one has answered, of a client like it."""
    for wave, plan in RELATIONSHIP.items():
        frame = dt.date.fromisoformat(plan["frame"])
        active = [client for client in accounts if client["since"] <= frame and not (client["ended"] and client["ended"] <= frame)]
        own = {contact: client for client in active for contact, _ in client["contacts"]}
        alike = lambda client: (client["industry"], client["size"], client["products"])
        _, rows = files["WAV-REL-" + wave]
        answered = {row["respondent"] for row in rows}
        for row in rows:
            if row["disposition"] != "partial" or row["respondent_role"] == "decision_maker":
                continue
            client = own[row["respondent"]]
            others = [other for other in active if alike(other) == alike(client)]
            heads = [contact for other in [client] + others for contact, role in other["contacts"] if role == "decision_maker"]
            contact = next((contact for contact in heads if contact not in answered), None)
            if contact is None:
                continue
            row["respondent"], row["respondent_role"] = contact, "decision_maker"
            row["lang"] = "de" if int(re.sub(r"\D", "", contact)) % 13 < 2 else "en"
            answered.add(contact)


def main():
    random_ = random.Random(SEED)
    ids, accounts, words = Ids(random_), clients(), open_answers()
    files, answered = relationship(random_, ids, accounts, words, {}, {})
    files |= after_project(random_, ids, accounts, words, answered)
    files |= support(random_, ids, words)
    files |= complaint_handling(random_, ids, accounts, words)
    decision_makers_break_off(files, accounts)
    folder = PROJECT / "responses"
    folder.mkdir(exist_ok=True)
    for name, (header, rows) in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(rows, key=lambda row: row["id"]))
    complete = sum(row["disposition"] == "complete" for _, rows in files.values() for row in rows)
    partial = sum(row["disposition"] == "partial" for _, rows in files.values() for row in rows)
    print(f"{len(files)} files, {complete} complete and {partial} partial responses")


if __name__ == "__main__":
    main()
