//! One reading of the project, whole: every page can be made from it, or it says why none can.
//!
//! Pages borrow from the inspection they are made from. So each state has a thread that owns both and makes one page after
//! the other; it ends when nobody holds the state any more, and takes the memory with it.

use super::{Project, cannot_start};
use crate::diag::{Diagnostic, Severity, emit};
use crate::error::{Error, ErrorKind};
use crate::pipeline::{self, Cache, Inspection};
use crate::present::{self, Frame, page::Job};
use crate::read::sha256;
use crate::theme::Theme;
use axum::body::Bytes;
use serde::Serialize;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

/// How many diagnostics are told to the browser; the checks page has them all.
const TOLD: usize = 50;
/// How many files are kept once made. A page is made for the question whether it changed, and again when it is loaded.
const KEPT: usize = 16;

/// One reading of the project.
#[derive(Debug)]
pub(super) struct State {
    /// What keeps the records from being shown as they are written, as JSON.
    pub(super) told: String,
    /// Whether there is something of that sort.
    pub(super) faulty: bool,
    /// Makes the pages, or says why there are none.
    pages: Result<Maker, Fault>,
}

/// Why a page, or the whole site, cannot be shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// A file of the site as it is now.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Its bytes, as they would be written.
    pub(super) bytes: Bytes,
    /// Tells whether it looks the same: a hash of its bytes and of everything the browser loads with them.
    pub(super) digest: Arc<str>,
}

/// What became of a question for a path.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// The file.
    File(Made),
    /// A folder that has an overview.
    Folder,
    /// There is no such path.
    Nothing,
    /// It cannot be made.
    Fault(Fault),
}

impl State {
    /// Reads the project.
    ///
    /// Out: the state, and the inspection when there is one.
    pub(super) fn read(project: &Project, cache: &mut Cache) -> (Self, Result<Arc<Inspection>, Fault>) {
        // A fault of the program must not end the preview: the next change may be what cures it.
        let read = catch_unwind(AssertUnwindSafe(|| inspect(project, cache)));
        let read = read.unwrap_or_else(|_| {
            *cache = Cache::default();
            Err(Error::new(
                ErrorKind::Internal,
                "the project cannot be shown: the program broke down on it",
            )
            .hint("please report this with the records; the last change is what it broke down on"))
        });
        let started =
            read.and_then(|(inspection, theme)| Ok((Maker::start(Arc::clone(&inspection), theme)?, inspection)));
        match started {
            Ok((maker, inspection)) => {
                let told = Told::of(&inspection);
                let state = Self {
                    faulty: told.errors > 0,
                    told: told.json(),
                    pages: Ok(maker),
                };
                (state, Ok(inspection))
            }
            Err(error) => {
                let fault = Fault::of(&error);
                let told = Told {
                    fault: Some(&fault),
                    ..Told::default()
                };
                let state = Self {
                    faulty: true,
                    told: told.json(),
                    pages: Err(fault.clone()),
                };
                (state, Err(fault))
            }
        }
    }

    /// The file of a path.
    pub(super) async fn get(&self, path: &str) -> Answer {
        match &self.pages {
            Ok(maker) => maker.get(path).await,
            Err(fault) => Answer::Fault(fault.clone()),
        }
    }
}

fn inspect(project: &Project, cache: &mut Cache) -> Result<(Arc<Inspection>, Theme), Error> {
    let inspection = pipeline::inspect_again(&project.root, &project.options, cache)?;
    let theme = inspection.theme()?;
    Ok((Arc::new(inspection), theme))
}

impl Fault {
    pub(super) fn of(error: &Error) -> Self {
        Self {
            message: error.to_string(),
            hint: error.hint_text().map(str::to_owned),
        }
    }
}

/// What the browser is told besides pages.
#[derive(Serialize, Default)]
struct Told<'a> {
    shape: Shape,
    /// Why there are no pages at all.
    fault: Option<&'a Fault>,
    errors: usize,
    warnings: usize,
    /// The errors, at most [`TOLD`] of them.
    diagnostics: Vec<ToldDiagnostic<'a>>,
}

/// The name of the form of [`Told`].
#[derive(Default)]
struct Shape;

impl Serialize for Shape {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("tenfour/serve/1")
    }
}

/// A diagnostic with the line it is about.
#[derive(Serialize)]
struct ToldDiagnostic<'a> {
    #[serde(flatten)]
    diagnostic: emit::JsonDiagnostic<'a>,
    line_text: Option<&'a str>,
}

impl<'a> Told<'a> {
    fn of(inspection: &'a Inspection) -> Self {
        let tally = inspection.diagnostics.tally();
        let told = |found: &'a Diagnostic| ToldDiagnostic {
            diagnostic: emit::json(found, &inspection.sources),
            line_text: found.place.and_then(|place| {
                let line = inspection.sources.get(place.source).position(place.span).line;
                inspection.sources.get(place.source).text.lines().nth(line - 1)
            }),
        };
        let errors = inspection
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error);
        Self {
            shape: Shape,
            fault: None,
            errors: tally.errors,
            warnings: tally.warnings,
            diagnostics: errors.take(TOLD).map(told).collect(),
        }
    }

    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The way to the thread that makes the pages of one state.
#[derive(Debug)]
struct Maker {
    orders: Sender<Order>,
}

/// A path, and where its file is wanted.
struct Order {
    path: String,
    reply: oneshot::Sender<Answer>,
}

impl Maker {
    fn start(inspection: Arc<Inspection>, theme: Theme) -> Result<Self, Error> {
        let (orders, wanted) = channel();
        let started = std::thread::Builder::new()
            .name("pages".to_owned())
            .spawn(move || make(&inspection, &theme, &wanted));
        started.map_err(cannot_start)?;
        Ok(Self { orders })
    }

    async fn get(&self, path: &str) -> Answer {
        let (reply, answer) = oneshot::channel();
        let order = Order {
            path: path.to_owned(),
            reply,
        };
        let broken = || {
            let error = Error::new(
                ErrorKind::Internal,
                format!("`{path}` cannot be made: the program broke down on it"),
            );
            Answer::Fault(Fault::of(&error.hint("please report this with the records")))
        };
        if self.orders.send(order).is_err() {
            return broken();
        }
        answer.await.unwrap_or_else(|_| broken())
    }
}

/// Makes what is wanted until nobody can want anything any more.
fn make(inspection: &Inspection, theme: &Theme, wanted: &Receiver<Order>) {
    let mut site = inspection.site();
    let jobs = match present::jobs(&mut site) {
        Ok(jobs) => jobs,
        Err(error) => {
            for order in wanted {
                let _ = order.reply.send(Answer::Fault(Fault::of(&error)));
            }
            return;
        }
    };
    let plan: BTreeMap<String, Job> = jobs.into_iter().map(|job| (job.path.clone(), job)).collect();
    let assets: BTreeMap<&str, &[u8]> = theme.assets().collect();
    site.paths.extend(assets.keys().map(|path| (*path).to_owned()));
    let look = look(theme);
    let frame = Frame::new(&site);
    let mut kept: BTreeMap<String, Made> = BTreeMap::new();
    for Order { path, reply } in wanted {
        // Whoever asked may be gone.
        if let Some(made) = kept.get(&path) {
            let _ = reply.send(Answer::File(made.clone()));
            continue;
        }
        let bytes = match (plan.get(&path), assets.get(path.as_str())) {
            (Some(job), _) => {
                let made = catch_unwind(AssertUnwindSafe(|| present::make(job, &site, theme, &frame)));
                // Dropping the reply tells that the program broke down.
                let Ok(made) = made else { continue };
                made
            }
            (None, Some(asset)) => Ok(asset.to_vec()),
            (None, None) => {
                let overview = format!("{path}/index.html");
                let _ = reply.send(if plan.contains_key(&overview) {
                    Answer::Folder
                } else {
                    Answer::Nothing
                });
                continue;
            }
        };
        let answer = bytes.map(|bytes| Made {
            digest: digest(&[&bytes, look.as_bytes()]),
            bytes: Bytes::from(bytes),
        });
        let _ = reply.send(match answer {
            Ok(made) => {
                if kept.len() == KEPT {
                    kept.clear();
                }
                kept.insert(path, made.clone());
                Answer::File(made)
            }
            Err(error) => Answer::Fault(Fault::of(&error)),
        });
    }
}

/// A hash of everything pages load: styles, scripts, pictures.
fn look(theme: &Theme) -> Arc<str> {
    let parts: Vec<&[u8]> = theme
        .assets()
        .flat_map(|(path, bytes)| [path.as_bytes(), bytes])
        .collect();
    digest(&parts)
}

/// A hash of several texts, each with its length, short enough for an address.
pub(super) fn digest(parts: &[&[u8]]) -> Arc<str> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        bytes.extend_from_slice(&part.len().to_le_bytes());
        bytes.extend_from_slice(part);
    }
    sha256(&bytes)[..20].into()
}
