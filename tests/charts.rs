//! Every chart, with usual and with ugly values: what holds for all of them. `TENFOUR_GALLERY=folder cargo test charts`
//! also writes them into a page of the default theme, to be looked at.

use crate::support::repository;
use std::fmt::Write as _;
use tenfour::chart::control::{self, Control};
use tenfour::chart::dumbbell::{self, Dumbbell};
use tenfour::chart::funnel::{self, Funnel, Standing};
use tenfour::chart::heat::{self, Cell, Heat};
use tenfour::chart::intervals::{self, Intervals};
use tenfour::chart::layers::{self, Layers, Look};
use tenfour::chart::line::{Break, Lines, Point, Series};
use tenfour::chart::pairs::{self, Pairs};
use tenfour::chart::pareto::{self, Pareto};
use tenfour::chart::scatter::{self, Scatter};
use tenfour::chart::slope::{self, Slope};
use tenfour::chart::spark::Spark;
use tenfour::chart::stack::{self, Stack};
use tenfour::chart::survival::{self, Survival};
use tenfour::chart::{Axis, Head, Interval, Picture, Value};

/// Numbers that look irregular and are always the same.
fn wave(index: usize, low: f64, high: f64) -> f64 {
    let turn = f64::from(u32::try_from((index * 37 + index * index * 11) % 101).unwrap()) / 100.0;
    low + (high - low) * turn
}

/// How a set of samples is made: how many, and each number and label.
struct Kind {
    name: &'static str,
    count: usize,
    number: fn(usize, f64, f64) -> f64,
    label: fn(usize) -> String,
}

const KINDS: [Kind; 9] = [
    Kind {
        name: "usual",
        count: 9,
        number: wave,
        label: usual,
    },
    Kind {
        name: "none",
        count: 0,
        number: wave,
        label: usual,
    },
    Kind {
        name: "one",
        count: 1,
        number: wave,
        label: usual,
    },
    Kind {
        name: "equal",
        count: 5,
        number: |_, low, high| f64::midpoint(low, high),
        label: usual,
    },
    Kind {
        name: "no number",
        count: 6,
        number: |index, low, high| [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, low, high, 0.0][index % 6],
        label: usual,
    },
    Kind {
        name: "negative",
        count: 7,
        number: |index, low, high| wave(index, -high, -low),
        label: usual,
    },
    Kind {
        name: "huge",
        count: 7,
        number: |index, _, _| [1e300, -1e300, f64::MAX, f64::MIN, 1e-300, 0.0, 5e15][index % 7],
        label: usual,
    },
    Kind {
        name: "long words",
        count: 7,
        number: wave,
        label: long,
    },
    Kind {
        name: "many",
        count: 200,
        number: wave,
        label: |index| format!("P{index}"),
    },
];

fn usual(index: usize) -> String {
    let names = [
        "Keeping to dates",
        "Friendly staff",
        "Clear invoices",
        "Help on the telephone",
        "Repairs at first visit",
        "Easy to reach",
        "Fair prices",
        "Information in advance",
        "Online account",
    ];
    names[index % names.len()].to_owned()
}

fn long(index: usize) -> String {
    let names = [
        "Kundinnen und Kunden mit einem Vertrag, der seit mehr als zehn Jahren ohne Unterbrechung besteht",
        "<script>alert(\"x\")</script> & 'more'",
        "顧客満足度に関する非常に長い説明文がここに入りますのでご注意ください顧客満足度",
        "رضا العملاء عن سرعة الاستجابة للشكاوى المقدمة عبر الهاتف",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
        "👩‍👩‍👧‍👦 families e\u{301}e\u{301}e\u{301} with accents and a label that does not end before the line does",
        "",
    ];
    names[index % names.len()].to_owned()
}

fn quarter(index: usize) -> String {
    format!("{}Q{}", 22 + index / 4, index % 4 + 1)
}

/// All charts with values of a kind.
fn charts(kind: &Kind, ids: &'static [String], with: impl FnMut(&dyn Picture)) {
    let mut with = with;
    let value = |index: usize, low: f64, high: f64| {
        let at = (kind.number)(index, low, high);
        Value::new(
            at,
            if at.abs() < 1e6 {
                format!("{at:.1}")
            } else {
                format!("{at:e}")
            },
        )
    };
    let interval = |value: &Value, half: f64| {
        let (low, high) = (value.at - half, value.at + half);
        let words = if low.abs() < 1e6 {
            format!("{low:.0} to {high:.0}")
        } else {
            "wide".to_owned()
        };
        Some(Interval::new(low, high, words))
    };
    let all = 0..kind.count;
    let href = |index: usize| (index.is_multiple_of(3)).then(|| format!("records/{index}.html"));
    let head = |index: usize, title: &'static str| Head {
        id: &ids[index],
        title,
        description: "what is to be seen, in words",
    };
    let gap = |index: usize| kind.count > 4 && index % 7 == 3;

    with(&Intervals {
        head: head(0, "Satisfied by segment"),
        of: "Segment",
        axis: Axis::over("Satisfied, percent", 0.0, 100.0),
        first: "weighted",
        second: "unweighted",
        lines: vec![Value::new(80.0, "target 80"), Value::new(72.0, "all 72")],
        rows: all
            .clone()
            .map(|index| {
                let estimate = value(index, 40.0, 95.0);
                intervals::Row {
                    label: (kind.label)(index),
                    href: href(index),
                    interval: interval(&estimate, 9.0),
                    second: Some(Value::new(estimate.at - 3.0, "s")),
                    estimate: (!gap(index)).then_some(estimate),
                    base: format!("n {}", index * 7 + 4),
                    word: if gap(index) {
                        "withheld".to_owned()
                    } else if index == 1 {
                        "low base".to_owned()
                    } else {
                        String::new()
                    },
                }
            })
            .collect(),
    });
    let series = |name: &str, shift: usize, low: f64, high: f64| Series {
        name: name.to_owned(),
        points: all
            .clone()
            .map(|index| {
                (!gap(index + shift)).then(|| {
                    let value = value(index + shift, low, high);
                    Point {
                        interval: interval(&value, 5.0),
                        value,
                        provisional: index + 1 == kind.count,
                        href: href(index),
                        base: "n 120".to_owned(),
                    }
                })
            })
            .collect(),
    };
    let mut lines = Lines {
        head: head(1, "Index of satisfaction"),
        of: "Quarter",
        axis: Axis::over("Index of satisfaction, points", 0.0, 100.0),
        periods: all.clone().map(quarter).collect(),
        series: vec![series("", 0, 60.0, 80.0)],
        breaks: vec![
            Break {
                before: 3,
                label: "new scale".to_owned(),
                href: Some("x.html".to_owned()),
            },
            Break {
                before: 4,
                label: (kind.label)(0),
                href: None,
            },
            Break {
                before: kind.count.saturating_sub(1),
                label: "definition changed".to_owned(),
                href: None,
            },
        ],
        lines: vec![Value::new(74.4, "target 74.4")],
        band: false,
    };
    with(&lines);
    lines.head = head(2, "Index by channel");
    lines.breaks.truncate(1);
    lines.band = true;
    lines.series = vec![
        series("telephone", 0, 60.0, 80.0),
        series("online", 1, 58.0, 82.0),
        series("in person", 2, 70.0, 85.0),
        series((kind.label)(0).as_str(), 3, 40.0, 60.0),
    ];
    with(&lines);
    with(&Slope {
        head: head(3, "From wave to wave"),
        of: "Characteristic",
        axis: Axis::new(""),
        from: "Spring 2024",
        to: "Spring 2025",
        rows: all
            .clone()
            .map(|index| slope::Row {
                label: (kind.label)(index),
                href: href(index),
                from: Some(value(index, 60.0, 70.0)),
                to: (!gap(index)).then(|| value(index + 1, 60.0, 90.0)),
                clear: index.is_multiple_of(3),
                change: "+4.2".to_owned(),
            })
            .collect(),
    });
    let count = if kind.name == "usual" { 28 } else { kind.count };
    with(&Control {
        head: head(4, "Complaints per thousand"),
        of: "Month",
        axis: Axis::new("Complaints per 1000 deliveries"),
        points: (0..count)
            .map(|index| {
                let late = index >= 16;
                let (centre, spread) = if late { (4.0, 2.2) } else { (6.0, 2.8) };
                let spread = spread + if late { wave(index, 0.0, 0.7) } else { 0.0 };
                let own = value(index, centre - 2.2, centre + 3.4);
                control::Point {
                    period: quarter(index),
                    counted: String::new(),
                    signals: if own.at > centre + spread {
                        vec!["1".to_owned()]
                    } else if index == 9 {
                        vec!["2".to_owned(), "4".to_owned()]
                    } else {
                        Vec::new()
                    },
                    value: (!gap(index + 2)).then_some(own),
                    centre: Some(Value::new(centre, format!("{centre:.1}"))),
                    lower: Some(Value::new(
                        (centre - spread).max(0.0),
                        format!("{:.1}", centre - spread),
                    )),
                    upper: Some(Value::new(centre + spread, format!("{:.1}", centre + spread))),
                    sigma: Some(spread / 3.0),
                    provisional: index >= 20,
                    href: href(index),
                }
            })
            .collect(),
        phases: vec![
            control::Phase {
                first: 0,
                label: "baseline".to_owned(),
                href: None,
            },
            control::Phase {
                first: 16,
                label: "second desk opened".to_owned(),
                href: Some("ACT-1.html".to_owned()),
            },
        ],
    });
    let curve = |name: &str, shift: usize, pace: f64| {
        let mut open = 100.0;
        let mut half = None;
        survival::Curve {
            name: name.to_owned(),
            steps: all
                .clone()
                .map(|index| {
                    let at = (kind.number)(index + shift, 0.0, 1.0);
                    open *= 1.0 - pace * (0.1 + at.clamp(0.0, 1.0) * 0.2);
                    let days = f64::from(u32::try_from(index).unwrap()) * 4.0 + 2.0;
                    if open <= 50.0 {
                        half = half.or(Some(days));
                    }
                    survival::Step {
                        time: Value::new(
                            if kind.name == "huge" || kind.name == "no number" {
                                at
                            } else {
                                days
                            },
                            format!("day {days}"),
                        ),
                        share: Value::new(open, format!("{open:.0} %")),
                        interval: Some((open - 9.0, open + 7.0)),
                        limits: "wide".to_owned(),
                    }
                })
                .collect(),
            censored: vec![7.0, 19.0, 30.5, 44.0, f64::NAN],
            median: half.map(|day| Value::new(day, format!("median {day} days"))),
            at_risk: vec![120, 88, 41, 12, 3],
        }
    };
    with(&Survival {
        head: head(5, "Time to close"),
        share: "Complaints still open, percent",
        time: Axis::new("Working days since receipt"),
        curves: if kind.count == 0 {
            Vec::new()
        } else {
            vec![curve("telephone", 0, 0.9), curve("written", 3, 0.55)]
        },
        times: [0.0, 10.0, 20.0, 30.0, 40.0]
            .map(|day| Value::new(day, format!("{day}")))
            .to_vec(),
    });
    let counted = all.clone().map(|index| {
        let size = (kind.number)(index, 1.0, 40.0).abs();
        pareto::Row {
            label: if index == 2 {
                "other".to_owned()
            } else {
                (kind.label)(index)
            },
            count: if size.is_nan() {
                0
            } else {
                format!("{:.0}", size.min(1e18)).parse().unwrap()
            },
            other: index == 2,
            href: href(index),
            ..pareto::Row::default()
        }
    });
    with(&Pareto {
        head: head(6, "Causes"),
        of: "Cause",
        counted: "Complaints",
        rows: pareto::sorted(counted.collect(), |part, whole| format!("{part} of {whole}")),
    });
    with(&Dumbbell {
        head: head(7, "Expected and perceived"),
        of: "Characteristic",
        axis: Axis::over("Mean, scale 1 to 10", 1.0, 10.0),
        first: "expected",
        second: "perceived",
        between: "Gap",
        rows: all
            .clone()
            .map(|index| dumbbell::Row {
                label: (kind.label)(index),
                href: href(index),
                first: Some(value(index, 6.0, 9.5)),
                second: (!gap(index)).then(|| value(index + 2, 5.0, 9.0)),
                difference: if gap(index) { String::new() } else { "−1.2".to_owned() },
                word: if gap(index) {
                    "withheld".to_owned()
                } else {
                    String::new()
                },
            })
            .collect(),
    });
    with(&Scatter {
        head: head(8, "Importance and performance"),
        of: "Characteristic",
        x: Axis::over("Performance, percent of the most possible", 0.0, 100.0),
        y: Axis::over("Importance, share of what is explained", 0.0, 30.0),
        cross: Some((Value::new(62.0, "mean 62"), Value::new(14.0, "mean 14"))),
        quadrants: ["concentrate here", "keep up", "low priority", "possible overkill"],
        points: all
            .clone()
            .map(|index| {
                let (x, y) = (value(index, 45.0, 88.0), value(index + 4, 4.0, 27.0));
                scatter::Point {
                    label: (kind.label)(index),
                    href: href(index),
                    x_interval: interval(&x, 4.0),
                    y_interval: interval(&y, 2.0),
                    x,
                    y,
                    word: String::new(),
                }
            })
            .collect(),
    });
    let base_of = |index: usize| f64::from(u32::try_from((index * 41 + 12) % 200 + 6).unwrap());
    with(&Funnel {
        head: head(9, "Teams"),
        of: "Team",
        base: Axis::new("Answers"),
        share: Axis::over("Satisfied, percent", 0.0, 100.0),
        centre: Some(Value::new(74.0, "all 74")),
        limits: (1..=42)
            .map(|step| {
                let base = f64::from(step) * 5.0;
                let sigma = (74.0 * 26.0 / base).sqrt();
                let around = |width: f64| ((74.0 - width * sigma).max(0.0), (74.0 + width * sigma).min(100.0));
                funnel::Limits {
                    base,
                    inner: around(1.96),
                    outer: around(3.09),
                }
            })
            .collect(),
        points: (0..kind.count * 3)
            .map(|index| {
                let base = base_of(index);
                let share = value(index, 63.0, 87.0);
                let off = (share.at - 74.0).abs() / (74.0 * 26.0 / base).sqrt();
                funnel::Point {
                    label: format!("{} {index}", (kind.label)(index)),
                    href: href(index),
                    base: Value::new(base, format!("n {base}")),
                    share,
                    place: if off > 3.09 {
                        Standing::Beyond998
                    } else if off > 1.96 {
                        Standing::Beyond95
                    } else {
                        Standing::Inside
                    },
                }
            })
            .collect(),
    });
    with(&Heat {
        head: head(10, "Channel by cause"),
        of: "Cause",
        columns: all.clone().map(|index| (kind.label)(index + 3)).collect(),
        rows: all
            .clone()
            .take(12)
            .map(|row| heat::Row {
                label: (kind.label)(row),
                href: href(row),
                cells: all
                    .clone()
                    .map(|column| match (row * 5 + column * 3) % 11 {
                        0 => Cell::Withheld,
                        1 => Cell::Empty,
                        shade => Cell::Value {
                            text: (shade * 4).to_string(),
                            shade: u8::try_from(shade / 2).unwrap().min(4),
                            href: href(column),
                        },
                    })
                    .collect(),
            })
            .collect(),
        shades: ["up to 8", "9 to 16", "17 to 24", "25 to 32", "more"]
            .map(str::to_owned)
            .to_vec(),
        withheld: "withheld",
    });
    with(&Spark {
        head: head(11, "Course of the index"),
        of: "Quarter",
        measure: "Points",
        points: all
            .clone()
            .map(|index| (quarter(index), (!gap(index)).then(|| value(index, 60.0, 75.0))))
            .collect(),
        target: Some(Value::new(70.0, "70")),
    });
    let mut stack = Stack {
        head: head(12, "Recommend"),
        of: "Wave",
        parts: [("detractors", 0), ("passives", 3), ("promoters", 6)]
            .map(|(name, colour)| stack::Part {
                name: name.to_owned(),
                colour,
            })
            .to_vec(),
        bars: all
            .clone()
            .take(5)
            .map(|index| stack::Bar {
                label: quarter(index),
                href: href(index),
                parts: if gap(index) {
                    Vec::new()
                } else {
                    vec![
                        value(index, 10.0, 30.0),
                        value(index + 1, 20.0, 30.0),
                        value(index + 2, 30.0, 70.0),
                    ]
                },
                whole: format!("n {}", 100 + index),
                word: if gap(index) {
                    "withheld".to_owned()
                } else {
                    String::new()
                },
            })
            .collect(),
        shares: true,
    };
    with(&stack);
    stack.head = head(13, "Open complaints by age");
    stack.shares = false;
    stack.parts = [
        ("up to 5 working days", 6),
        ("6 to 10", 5),
        ("11 to 20", 4),
        ("21 to 40", 2),
        ("41 to 60", 1),
        ("more", 0),
    ]
    .map(|(name, colour)| stack::Part {
        name: name.to_owned(),
        colour,
    })
    .to_vec();
    for (index, bar) in stack.bars.iter_mut().enumerate() {
        bar.label = (kind.label)(index);
        bar.parts = (0..6).map(|part| value(index + part * 2, 1.0, 12.0)).collect();
    }
    with(&stack);
    with(&Pairs {
        head: head(14, "Received and closed"),
        of: "Quarter",
        axis: Axis::new("Complaints"),
        first: "received",
        second: "closed",
        periods: all
            .clone()
            .map(|index| {
                let whole = |value: Value| Value::new(value.at, format!("{:.0}", value.at.clamp(-1e6, 1e6)));
                pairs::Period {
                    label: quarter(index),
                    href: href(index),
                    first: Some(whole(value(index, 4.0, 16.0))),
                    second: (!gap(index)).then(|| whole(value(index + 1, 3.0, 15.0))),
                    word: String::new(),
                }
            })
            .collect(),
    });
    with(&Layers {
        head: head(15, "From complaint to effect"),
        things: all
            .clone()
            .map(|index| layers::Thing {
                name: (kind.label)(index),
                state: (kind.label)(index + 1),
                title: (kind.label)(index + 2),
                href: href(index),
                look: [Look::Plain, Look::Plain, Look::Missing, Look::Here][index % 4],
            })
            .collect(),
        // Some lead on, some back, some to what is not there.
        links: all.map(|index| (index, (index * 3 + 1) % (kind.count + 1))).collect(),
    });
}

fn ids(kind: &str) -> &'static [String] {
    let ids: Vec<String> = (0..16)
        .map(|index| format!("{}-{index}", kind.replace(' ', "-")))
        .collect();
    Vec::leak(ids)
}

#[test]
fn every_chart_holds_with_ugly_values() {
    for kind in &KINDS {
        charts(kind, ids(kind.name), |chart| {
            let (svg, title) = (chart.svg(), chart.head().title);
            let name = format!("{title}, {}", kind.name);
            for word in ["NaN", "inf\"", "style=", "<script", "fill=\"", "stroke=\""] {
                assert!(!svg.contains(word), "{name}: {word} in {svg}");
            }
            assert!(
                svg.starts_with("<svg class=\"") && svg.contains("<title id=") && svg.contains("<desc id="),
                "{name}"
            );
            well_formed(&svg, &name);
            stays_on_the_sheet(&svg, &name);
            assert_eq!(svg, chart.svg(), "{name}: the same values give the same bytes");
            let table = chart.table();
            assert!(!table.heads.is_empty(), "{name}");
            assert!(table.rows.iter().all(|row| row.len() == table.heads.len()), "{name}");
            if kind.count > 0 {
                assert!(!table.rows.is_empty(), "{name}");
            }
        });
    }
}

/// Every element that begins also ends, in the right order.
fn well_formed(svg: &str, name: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{name}: {tag}"));
        let word = tag.split(' ').next().unwrap();
        match word.strip_prefix('/') {
            Some(word) => assert_eq!(open.pop(), Some(word), "{name}"),
            None if tag.ends_with('/') => {}
            None => open.push(word),
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

/// No mark, line or beginning of words lies outside the picture.
fn stays_on_the_sheet(svg: &str, name: &str) {
    let frame: Vec<f64> = svg
        .split("viewBox=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    for (attribute, limit) in [
        ("x", frame[2]),
        ("x1", frame[2]),
        ("x2", frame[2]),
        ("cx", frame[2]),
        ("y", frame[3]),
        ("y1", frame[3]),
        ("y2", frame[3]),
        ("cy", frame[3]),
    ] {
        for rest in svg.split(&format!(" {attribute}=\"")).skip(1) {
            let number: f64 = rest.split('"').next().unwrap().parse().unwrap();
            assert!(
                (-0.5..=limit + 0.5).contains(&number),
                "{name}: {attribute} {number} beyond {limit}"
            );
        }
    }
}

#[test]
fn every_class_of_a_chart_is_in_the_theme() {
    let css = std::fs::read_to_string(repository("themes/default/assets/tenfour.css")).unwrap();
    charts(&KINDS[0], ids("class"), |chart| {
        for class in chart.svg().split("class=\"").skip(1).flat_map(|rest| {
            rest.split('"')
                .next()
                .unwrap()
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        }) {
            assert!(
                css.contains(&format!(".{class}")),
                "{class} of {} has no look",
                chart.head().title
            );
        }
    });
}

#[test]
fn the_gallery_can_be_looked_at() {
    let Ok(folder) = std::env::var("TENFOUR_GALLERY") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(
        repository("themes/default/assets/tenfour.css"),
        folder.join("tenfour.css"),
    )
    .unwrap();
    for kind in &KINDS {
        let mut html = String::from(
            "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><link rel=stylesheet href=tenfour.css><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\"><div class=page>",
        );
        charts(kind, ids(kind.name), |chart| {
            write!(html, "<section class=section><div class=section-head><h2>{}</h2></div><div class=section-body><figure class=stack><div class=scroll>{}</div><details class=behind><summary>Values</summary><table class=table>", chart.head().title, chart.svg()).unwrap();
            let table = chart.table();
            for row in std::iter::once(table.heads.iter().map(|head| head.text.clone()).collect()).chain(table.rows) {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| format!("<td>{}", cell.replace('&', "&amp;").replace('<', "&lt;")))
                    .collect();
                write!(html, "<tr>{}", cells.concat()).unwrap();
            }
            html.push_str("</table></details></figure></div></section>");
        });
        std::fs::write(folder.join(format!("{}.html", kind.name.replace(' ', "-"))), html).unwrap();
    }
}
