//! Notices that the project changed, and has it read again.
//!
//! In: what the system tells of the folder. Out: a new state for every change that may matter.
//!
//! The folder itself is watched flat and each folder in it with all below, hidden ones and the site's own folder left out:
//! a repository's `.git` alone can hold more folders than the system is willing to watch. What is told of a folder is taken
//! as "look there again" and nothing more, so a change that is told twice, or late, or as another one, does no harm.

use super::state::{Fault, State};
use super::{News, Project, Wake};
use crate::pipeline::{Cache, Inspection};
use crate::read::Select;
use crate::settings::{self, Settings};
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};
use tokio::sync::watch as shared;
use walkdir::WalkDir;

/// How long a file must rest before it is read: programs write in several steps.
const REST: Duration = Duration::from_millis(50);
/// How often the project is read again where changes are not told.
const PATROL: Duration = Duration::from_secs(3);
/// From so many changed paths on nothing is taken from before.
const MANY: usize = 100;

/// Reads the project now and after every change, until the server ends.
pub(super) fn run(
    project: &Project,
    wake: Sender<Wake>,
    wakes: &Receiver<Wake>,
    publish: &shared::Sender<Option<Arc<State>>>,
    tell: &Sender<News>,
) {
    let mut scope = Scope::new(&project.root, &Settings::default());
    let mut watcher = Watcher::new(wake);
    let mut cache = Cache::default();
    let mut changes = Changes::default();
    let mut last = String::new();
    loop {
        // Watched first and read then, so that nothing falls between the two.
        let mut trouble = watcher.follow(&scope, &changes.paths);
        let start = Instant::now();
        let (state, read) = State::read(project, &mut cache);
        if let Ok(inspection) = &read {
            scope = Scope::of(inspection);
            trouble = trouble.or(watcher.follow(&scope, &BTreeSet::new()));
        }
        if !changes.by_patrol || last != state.told {
            last.clone_from(&state.told);
            // Nobody may be listening; the browsers are told all the same.
            let _ = tell.send(news(read, start.elapsed()));
        }
        publish.send_replace(Some(Arc::new(state)));
        if let Some(why) = watcher.new_trouble(&trouble) {
            let _ = tell.send(News::Unwatched(why));
        }
        let patience = trouble.map(|_| PATROL);
        match Changes::wait(wakes, &scope, patience) {
            Some(found) => changes = found,
            None => return,
        }
        changes.forget(&scope, &mut cache);
    }
}

fn news(read: Result<Arc<Inspection>, Fault>, took: Duration) -> News {
    match read {
        Ok(inspection) => News::Read { inspection, took },
        Err(Fault { message, hint }) => News::Broken { message, hint },
    }
}

/// Which paths matter.
#[derive(Debug)]
struct Scope {
    /// The project's folder as the system names it in what it tells.
    root: PathBuf,
    output: PathBuf,
    theme: PathBuf,
    select: Select,
}

impl Scope {
    fn new(root: &Path, settings: &Settings) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let folder = |path: &str| root.join(path.trim_start_matches("./").trim_end_matches('/'));
        Self {
            output: folder(&settings.output.folder),
            theme: folder(&settings.theme.folder),
            select: Select::new(settings),
            root,
        }
    }

    fn of(inspection: &Inspection) -> Self {
        Self::new(&inspection.root, &inspection.settings)
    }

    /// Whether a change there can change the site: a file that is read, or a folder that such files may be in. What is gone
    /// may have been either.
    fn concerns(&self, path: &Path) -> bool {
        if self.is_ignored(path) {
            return false;
        }
        let below = below(&self.root, path);
        path.starts_with(&self.theme)
            || below == settings::FILE
            || self.select.role(&below).is_some()
            || !path.exists()
            || path.is_dir()
    }

    /// Whether a path is hidden, part of the built site, or not of the project at all.
    fn is_ignored(&self, path: &Path) -> bool {
        let below = match (path.strip_prefix(&self.theme), path.strip_prefix(&self.root)) {
            (Ok(below), _) => below,
            (Err(_), Ok(below)) if !path.starts_with(&self.output) => below,
            _ => return true,
        };
        let hidden = |part: std::path::Component<'_>| part.as_os_str().to_string_lossy().starts_with('.');
        below.components().any(hidden)
    }

    /// Folders to be watched.
    fn folders(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let mut folders = BTreeMap::new();
        if !self.root.is_dir() {
            return folders;
        }
        folders.insert(self.root.clone(), RecursiveMode::NonRecursive);
        let inside = WalkDir::new(&self.root).min_depth(1).max_depth(1).follow_links(false);
        for entry in inside.into_iter().filter_map(Result::ok) {
            if entry.file_type().is_dir() && !self.is_ignored(entry.path()) {
                folders.insert(entry.into_path(), RecursiveMode::Recursive);
            }
        }
        if self.theme.is_dir() && !folders.keys().skip(1).any(|folder| self.theme.starts_with(folder)) {
            folders.insert(self.theme.clone(), RecursiveMode::Recursive);
        }
        folders
    }
}

/// What changed.
#[derive(Debug, Default)]
struct Changes {
    paths: BTreeSet<PathBuf>,
    /// Whether changes were missed, so that anything may have changed.
    anything: bool,
    /// Whether nothing was told and it is only time to look.
    by_patrol: bool,
}

impl Changes {
    /// Waits for changes that matter, or for the time to look without being told; nothing when the server has ended.
    fn wait(wakes: &Receiver<Wake>, scope: &Scope, patience: Option<Duration>) -> Option<Self> {
        let mut changes = Self::default();
        while changes.paths.is_empty() && !changes.anything {
            let wake = match patience {
                Some(patience) => wakes.recv_timeout(patience),
                None => wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match wake {
                Ok(Wake::Changed(result)) => changes.take(result, scope),
                Err(RecvTimeoutError::Timeout) => {
                    changes.anything = true;
                    changes.by_patrol = true;
                }
                Ok(Wake::End) | Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        while let Ok(wake) = wakes.try_recv() {
            match wake {
                Wake::Changed(result) => changes.take(result, scope),
                Wake::End => return None,
            }
        }
        Some(changes)
    }

    fn take(&mut self, result: DebounceEventResult, scope: &Scope) {
        let Ok(events) = result else {
            self.anything = true;
            return;
        };
        for event in events {
            self.anything |= event.need_rescan();
            // Reading the records is told as well.
            if !matches!(event.kind, EventKind::Access(_)) {
                let concerned = event.paths.iter().filter(|path| scope.concerns(path));
                self.paths.extend(concerned.cloned());
            }
        }
    }

    /// Has the changed files read again, however unchanged they look.
    fn forget(&self, scope: &Scope, cache: &mut Cache) {
        if self.paths.len() > MANY {
            cache.texts = crate::read::Cache::default();
        }
        for path in &self.paths {
            cache.texts.forget(&below(&scope.root, path));
        }
    }
}

/// A path below a folder with `/` between its parts.
fn below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path).components();
    let parts: Vec<_> = below.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Has folders watched, as far as the system is able to.
struct Watcher {
    debouncer: Result<Debouncer<RecommendedWatcher, NoCache>, String>,
    watched: BTreeSet<PathBuf>,
    told: Option<String>,
}

impl Watcher {
    fn new(wake: Sender<Wake>) -> Self {
        let handle = move |result| drop(wake.send(Wake::Changed(result)));
        let config = notify::Config::default().with_follow_symlinks(false);
        Self {
            debouncer: new_debouncer_opt(REST, None, handle, NoCache::new(), config).map_err(|error| error.to_string()),
            watched: BTreeSet::new(),
            told: None,
        }
    }

    /// Watches the folders of the scope and no others; those that changed are taken up anew, since another folder may have
    /// taken the name. Out: why some are not watched.
    fn follow(&mut self, scope: &Scope, changed: &BTreeSet<PathBuf>) -> Option<String> {
        let debouncer = match &mut self.debouncer {
            Ok(debouncer) => debouncer,
            Err(why) => return Some(why.clone()),
        };
        let folders = scope.folders();
        self.watched.retain(|path| {
            let stays = folders.contains_key(path) && (*path == scope.root || !changed.contains(path));
            if !stays {
                // It may be gone, and its watch with it.
                let _ = debouncer.unwatch(path);
            }
            stays
        });
        let mut trouble = folders
            .is_empty()
            .then(|| format!("there is no folder `{}`", scope.root.display()));
        for (path, mode) in folders {
            if self.watched.contains(&path) {
                continue;
            }
            match debouncer.watch(&path, mode) {
                Ok(()) => drop(self.watched.insert(path)),
                Err(error) => trouble = Some(error.to_string()),
            }
        }
        trouble
    }

    /// A trouble that was not told before.
    fn new_trouble(&mut self, trouble: &Option<String>) -> Option<String> {
        let new = (self.told != *trouble).then(|| trouble.clone());
        self.told.clone_from(trouble);
        new.flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_theme_matter_and_the_site_and_hidden_files_do_not() {
        let mut settings = Settings::default();
        settings.output.folder = "./public/site/".to_owned();
        let scope = Scope::new(Path::new("/nowhere/project"), &settings);
        let ignored = |path: &str| scope.is_ignored(&Path::new("/nowhere/project").join(path));
        for path in [
            "tenfour.toml",
            "complaints/2025/CMP-1.yaml",
            "theme/templates/base.html",
            "public/a.yaml",
            "",
        ] {
            assert!(!ignored(path), "{path}");
        }
        for path in [
            ".git/index",
            "public/site/index.html",
            "a/.b.swp",
            "theme/.c",
            "/nowhere/else",
        ] {
            assert!(ignored(path), "{path}");
        }
    }

    #[test]
    fn a_file_that_is_not_read_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let scope = Scope::new(folder.path(), &Settings::default());
        let touch = |name: &str| {
            tempfile::Builder::new()
                .prefix("a")
                .suffix(name)
                .rand_bytes(0)
                .tempfile_in(&scope.root)
                .unwrap()
        };
        let (log, record) = (touch(".log"), touch(".yaml"));
        assert!(!scope.concerns(log.path()));
        assert!(scope.concerns(record.path()));
        assert!(scope.concerns(&scope.root), "a folder may hold records");
        let gone = scope.root.join("gone.log");
        assert!(scope.concerns(&gone), "what is gone may have been a folder");
    }

    #[test]
    fn a_hidden_theme_is_a_theme() {
        let mut settings = Settings::default();
        settings.theme.folder = ".look".to_owned();
        let scope = Scope::new(Path::new("/nowhere/project"), &settings);
        assert!(scope.concerns(Path::new("/nowhere/project/.look/base.html")));
        assert!(!scope.concerns(Path::new("/nowhere/project/.look/.base.html.swp")));
    }
}
