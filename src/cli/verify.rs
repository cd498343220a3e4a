//! `tenfour verify`: whether a site is what its manifest says, and whether building it once more gives the same bytes.

use super::{Common, Terminal, Verdict, cannot_write};
use crate::error::{Error, ErrorKind};
use crate::manifest::{FILE, Statement};
use crate::pipeline::{self, Options};
use crate::present::blocks::several;
use crate::read;
use crate::read::site::{Item, Packed};
use crate::record::types::Audience;
use crate::settings;
use crate::verify::{self, Deviation, Difference, Rebuilt, Verification};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What stands below the help.
const SIGNING: &str = "\
The hashes show that nothing was changed since the manifest was written; they do not show who wrote it. For that, sign the \
manifest, or note its hash where nobody can change it and give it with `--manifest-sha256`. Signatures lie beside the manifest, \
in the site: `verify` names them, and a new build keeps them as long as the manifest stays the same.

OpenSSH, which most machines have
  ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n file site/manifest.json
  ssh-keygen -Y verify -f allowed_signers -I NAME -n file \\
    -s site/manifest.json.sig < site/manifest.json

  The file `allowed_signers` has a line for each key that is trusted:
  NAME namespaces=\"file\" ssh-ed25519 AAAA...

GnuPG
  gpg --armor --detach-sign site/manifest.json
  gpg --verify site/manifest.json.asc site/manifest.json

minisign
  minisign -G
  minisign -S -m site/manifest.json
  minisign -V -p minisign.pub -m site/manifest.json

Exit codes: 0 everything holds, 1 something deviates, 2 it cannot be told (there is no manifest, or it cannot be built again).";

/// Arguments of `verify`.
#[derive(Args, Debug)]
#[command(
    after_help = "`tenfour verify --help` tells how to sign a site, so that it shows who made it.",
    after_long_help = SIGNING
)]
pub(super) struct Arguments {
    /// Folder of the site, an archive of `tenfour pack`, or the folder that one was unpacked to.
    #[arg(value_name = "SITE")]
    site: PathBuf,
    /// Build the site once more from the commit that the manifest names, and compare every byte. Nothing is written.
    #[arg(long)]
    rebuild: bool,
    /// Hash that the manifest must have, as it was noted elsewhere.
    #[arg(long, value_name = "HASH")]
    manifest_sha256: Option<String>,
    /// How the report is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// How the report is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// How building once more came out.
struct Again {
    /// How many files were built.
    files: usize,
    /// What came out otherwise.
    differences: Vec<Difference>,
    /// The version that built the site, where it is not this one.
    other_version: Option<String>,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let Looked {
        items,
        manifest,
        packed,
    } = look(&arguments.site)?;
    let cannot = |what: &str| cannot(&arguments.site, what);
    if manifest.is_empty() {
        return Err(
            cannot("its `manifest.json` is empty").hint("take the site from where it was built, or build it once more")
        );
    }
    let mut found = verify::verify(&manifest, &items).ok_or_else(|| {
        cannot("its `manifest.json` is not one that this version of tenfour reads")
            .hint("take the site from where it was built, or build it once more")
    })?;
    let pack = packed.as_ref().map(|packed| Pack {
        compared: verify::pack(packed.sums.as_deref(), &packed.items, &mut found),
        tips: &packed.tips,
    });
    if let Some(noted) = &arguments.manifest_sha256
        && (noted.trim().len() != 64 || !noted.trim().bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        let message = format!("`{noted}` is no SHA-256: it has 64 hexadecimal digits");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    if let Some(noted) = &arguments.manifest_sha256
        && !noted.trim().eq_ignore_ascii_case(&found.manifest)
    {
        let what = format!("its SHA-256 is not `{}`, which was noted", noted.trim());
        found.deviations.insert(0, Deviation::Manifest { what });
    }
    let again = match arguments.rebuild {
        true => Some(rebuild(&found.statement, &items, common)),
        false => None,
    };
    let (again, refused) = match again {
        Some(Ok(again)) => (Some(again), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    match arguments.format {
        Format::Human => {
            let text = human(arguments, &found, pack.as_ref(), again.as_ref(), refused.as_ref())?;
            terminal.show(&text)?;
        }
        Format::Json => {
            let text = json(arguments, &found, pack.as_ref(), again.as_ref(), refused.as_ref());
            terminal.out.write_all(text.as_bytes()).map_err(cannot_write)?;
        }
    }
    let same = again.as_ref().is_none_or(|again| again.differences.is_empty());
    match refused {
        _ if !found.deviations.is_empty() || !same => Ok(Verdict::Stopped),
        Some(error) => Err(error),
        None => Ok(Verdict::Clean),
    }
}

/// What there is to be verified.
struct Looked {
    /// The files of the site.
    items: BTreeMap<String, Item>,
    /// Its manifest.
    manifest: Vec<u8>,
    /// All of an archive, where the site lies in one.
    packed: Option<Packed>,
}

/// How the archive around a site came out.
struct Pack<'a> {
    compared: verify::Pack,
    /// Commits at which the history in it ends.
    tips: &'a [String],
}

fn cannot(site: &Path, what: &str) -> Error {
    Error::new(
        ErrorKind::Usage,
        format!("`{}` cannot be verified: {what}", site.display()),
    )
}

/// Reads what an argument names: the folder of a site, an archive, or the folder that an archive was unpacked to.
///
/// Errors: it is none of these; what it seems to be, and what to name in its place.
fn look(place: &Path) -> Result<Looked, Error> {
    if place.is_file() {
        if place.file_name().is_some_and(|name| name == FILE) {
            let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            return Err(cannot(place, "it is one file of a site").hint(format!(
                "name the folder of the site: `tenfour verify {}`",
                folder.display()
            )));
        }
        return packed(place, read::site::archive(place)?);
    }
    if place.is_dir() && !place.join(FILE).is_file() {
        return match read::site::unpacked(place)? {
            Some(unpacked) => packed(place, unpacked),
            None => Err(no_site(place)),
        };
    }
    let items = read::site::folder(place)?;
    let manifest = read::site::file(place, FILE)?.ok_or_else(|| no_site(place))?;
    Ok(Looked {
        items,
        manifest,
        packed: None,
    })
}

/// The site in an archive.
fn packed(place: &Path, mut packed: Packed) -> Result<Looked, Error> {
    let Some(manifest) = packed.manifest.take() else {
        let path = format!("{}{FILE}", read::site::SITE);
        let error = match packed.items.get(&path) {
            Some(_) => cannot(place, &format!("`{path}` in it is damaged"))
                .hint("take the archive from where it was made, or pack the site once more"),
            None => cannot(place, &format!("there is no `{path}` in it")).hint(read::site::NAME_IT),
        };
        return Err(error);
    };
    let on_site =
        |(path, item): (&String, &Item)| Some((path.strip_prefix(read::site::SITE)?.to_owned(), item.clone()));
    Ok(Looked {
        items: packed.items.iter().filter_map(on_site).collect(),
        manifest,
        packed: Some(packed),
    })
}

/// A folder that holds no site.
fn no_site(place: &Path) -> Error {
    let below = read::site::sites_below(place);
    let hint = match below.first() {
        Some(site) => format!("did you mean `{}`?", site.display()),
        None if place.join(settings::FILE).is_file() => format!(
            "it is a project: `tenfour build --project {}` makes its site",
            place.display()
        ),
        None => read::site::NAME_IT.to_owned(),
    };
    cannot(place, "there is no `manifest.json`, so it is no site").hint(hint)
}

/// Builds the site once more from its commit, without writing anything.
///
/// Errors: it cannot be built again, and why.
fn rebuild(statement: &Statement, before: &BTreeMap<String, Item>, common: &Common) -> Result<Again, Error> {
    let cannot = |why: &str| Error::new(ErrorKind::Usage, format!("the site cannot be built once more: {why}"));
    let shaped = statement.shaped();
    let commit = statement
        .commit()
        .ok_or_else(|| cannot("the manifest names no commit, the records were in no repository").hint(COMMIT))?;
    if shaped.draft {
        let why = format!("it is a draft, made from files that differ from commit {commit} and are in no commit");
        return Err(cannot(&why).hint(COMMIT));
    }
    if !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(cannot("what the manifest names is no commit"));
    }
    let asked = statement.asked();
    let day = |text: &String| {
        text.parse()
            .map_err(|_| cannot(&format!("the manifest names `{text}`, which is no day")))
    };
    let audience = |word: &String| {
        Audience::ALL
            .iter()
            .find(|audience| audience.word() == word)
            .copied()
            .ok_or_else(|| cannot(&format!("the manifest names `{word}`, which is no audience")))
    };
    let options = Options {
        as_of: asked.as_of.as_ref().map(day).transpose()?,
        audience: asked.audience.as_ref().map(audience).transpose()?,
        history: asked.history,
        at: Some(commit.to_owned()),
    };
    // The project is looked for in the commit, so that a folder of the repository will do, or a bare one.
    let repository = common.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let inspection = pipeline::inspect(&repository, &options)?;
    let theme = inspection.theme()?;
    let rebuilt = Rebuilt::new(before);
    inspection.build(&theme, &rebuilt, &|_, _| {})?;
    let files = rebuilt.files();
    let manifest = inspection.manifest(&theme, &files);
    let version = statement.version().unwrap_or("of no known version");
    Ok(Again {
        files: files.len() + 1,
        differences: rebuilt.differences(&manifest),
        other_version: (version != env!("CARGO_PKG_VERSION")).then(|| version.to_owned()),
    })
}

/// The next step where a site has no commit that it could be built from once more.
const COMMIT: &str = "commit the records and build the site from the commit";
/// How many deviations of a sort are named one by one.
const NAMED: usize = 50;
/// Longest piece of a line that is shown.
const PIECE: usize = 160;

fn human(
    arguments: &Arguments,
    found: &Verification,
    pack: Option<&Pack<'_>>,
    again: Option<&Again>,
    refused: Option<&Error>,
) -> Result<String, Error> {
    let shaped = found.statement.shaped();
    let mut text = String::new();
    let mut line = |name: &str, words: String| {
        let _ = writeln!(text, "{name:<11}{words}");
    };
    let name = if pack.is_some() { "archive" } else { "site" };
    line(name, arguments.site.display().to_string());
    line("manifest", format!("SHA-256 {}", found.manifest));
    line(
        "made from",
        match found.statement.commit() {
            Some(commit) => format!(
                "commit {commit}{}, {}",
                if shaped.draft {
                    " with changes that are in no commit"
                } else {
                    ""
                },
                several(found.statement.inputs(), "file", "files")
            ),
            None => format!("{} in no commit", several(found.statement.inputs(), "file", "files")),
        },
    );
    line(
        "made with",
        format!(
            "tenfour {}, as of {}, audience {}, profile {}",
            found.statement.version().unwrap_or("of no known version"),
            shaped.as_of,
            shaped.audience,
            shaped.profile
        ),
    );
    line(
        "checked",
        format!(
            "{} listed, {} bytes there: {} as listed",
            several(found.statement.subject.len(), "file", "files"),
            found.bytes,
            found.held
        ),
    );
    if let Some(pack) = pack {
        line(
            "packed",
            format!(
                "{} listed in {}: {} as listed",
                several(pack.compared.listed, "file", "files"),
                read::site::SUMS,
                pack.compared.held
            ),
        );
        if !pack.compared.beside.is_empty() {
            line("beside", pack.compared.beside.join(", "));
        }
        if !pack.tips.is_empty() {
            line("history", history(pack.tips, found.statement.commit()));
        }
    }
    if !found.signatures.is_empty() {
        let names = found.signatures.join(", ");
        line(
            "signature",
            format!("{names}, not looked at here: `tenfour verify --help` tells how"),
        );
    }
    if let Some(again) = again {
        line(
            "built anew",
            format!(
                "{}, {} otherwise",
                several(again.files, "file", "files"),
                again.differences.len()
            ),
        );
        if let Some(version) = &again.other_version {
            line(
                "",
                format!(
                    "by tenfour {}; the site is of {version}, which may explain differences",
                    env!("CARGO_PKG_VERSION")
                ),
            );
        }
    }
    text.push('\n');
    for word in ["manifest", "sums", "changed", "damaged", "missing", "extra"] {
        let of: Vec<&Deviation> = found.deviations.iter().filter(|one| one.word() == word).collect();
        for one in of.iter().take(NAMED) {
            let _ = match one {
                Deviation::Manifest { what } => writeln!(text, "manifest   {what}"),
                Deviation::Changed { path, expected, found } => {
                    writeln!(text, "changed    {path}\n           is {found}, listed {expected}")
                }
                Deviation::Sums { what } => writeln!(text, "{}  {what}", read::site::SUMS),
                Deviation::Damaged { path } => {
                    writeln!(
                        text,
                        "damaged    {path}: its bytes do not fit the checksum in the archive"
                    )
                }
                Deviation::Missing { path } => writeln!(text, "missing    {path}"),
                Deviation::Extra { path, what } => writeln!(text, "extra      {path}: {what}"),
            };
        }
        if of.len() > NAMED {
            let _ = writeln!(text, "           and {} more {word}", of.len() - NAMED);
        }
    }
    if let Some(again) = again {
        for one in again.differences.iter().take(NAMED) {
            let _ = writeln!(
                text,
                "{:<11}{}",
                if one.sort == "differs" { "differs" } else { "anew" },
                told(one)
            );
            let Some(new) = &one.bytes else { continue };
            if pack.is_some() {
                continue; // the old bytes stay in the archive
            }
            let old = read::site::file(&arguments.site, &one.path)?.unwrap_or_default();
            if let Some((number, old, new)) = verify::first_difference(&old, new).filter(|_| one.sort == "differs") {
                let _ = writeln!(text, "           line {number} is  {}", piece(&old));
                let _ = writeln!(text, "           built anew  {}", piece(&new));
            }
        }
        if again.differences.len() > NAMED {
            let _ = writeln!(text, "           and {} more", again.differences.len() - NAMED);
        }
    }
    let count = found.deviations.len();
    let verdict = match (count, again) {
        (0, None) if pack.is_some() => {
            "every file is as the manifest lists it, the archive is as its hashes say, and there is nothing else"
                .to_owned()
        }
        (0, None) => "every file is as the manifest lists it, and there is nothing else".to_owned(),
        (0, Some(again)) if again.differences.is_empty() => {
            "every file is as the manifest lists it, and comes out the same from the commit".to_owned()
        }
        (0, Some(again)) => format!(
            "every file is as the manifest lists it, but {} otherwise from the commit",
            several(again.differences.len(), "file comes out", "files come out")
        ),
        (count, _) => several(count, "deviation", "deviations"),
    };
    let _ = writeln!(text, "{}{verdict}", if text.ends_with("\n\n") { "" } else { "\n" });
    if refused.is_some() && count > 0 {
        let _ = writeln!(
            text,
            "it was not built once more: {}",
            refused.map(ToString::to_string).unwrap_or_default()
        );
    }
    Ok(text)
}

/// Where the history in an archive ends, beside the commit that the site was made from.
fn history(tips: &[String], commit: Option<&str>) -> String {
    match commit.filter(|commit| tips.iter().any(|tip| tip == commit)) {
        Some(_) => "ends at the commit of the site".to_owned(),
        None => format!("ends at another commit than that of the site: {}", tips.join(", ")),
    }
}

fn told(one: &Difference) -> String {
    if one.sort == "differs" {
        one.path.clone()
    } else {
        format!("{} is {}", one.path, one.sort)
    }
}

/// A piece of a line from a site, without what would move the cursor.
fn piece(line: &str) -> String {
    let clean = line.chars().map(|one| if one.is_control() { ' ' } else { one });
    clean.take(PIECE).collect()
}

fn json(
    arguments: &Arguments,
    found: &Verification,
    pack: Option<&Pack<'_>>,
    again: Option<&Again>,
    refused: Option<&Error>,
) -> String {
    let deviation = |one: &Deviation| match one {
        Deviation::Manifest { what } | Deviation::Extra { what, .. } | Deviation::Sums { what } => {
            json!({ "sort": one.word(), "path": one.path(), "what": what })
        }
        Deviation::Changed { expected, found, .. } => {
            json!({ "sort": one.word(), "path": one.path(), "expected": expected, "found": found })
        }
        Deviation::Missing { .. } | Deviation::Damaged { .. } => json!({ "sort": one.word(), "path": one.path() }),
    };
    let shaped = found.statement.shaped();
    let again = again.map(|again| {
        let differences: Vec<_> = again
            .differences
            .iter()
            .map(|one| json!({ "path": one.path, "sort": one.sort }))
            .collect();
        json!({ "files": again.files, "by": env!("CARGO_PKG_VERSION"), "differences": differences })
    });
    let report = json!({
        "shape": "tenfour/verification/1",
        "site": arguments.site.display().to_string(),
        "holds": found.deviations.is_empty() && again.as_ref().is_none_or(|again| again["differences"] == json!([])),
        "manifest": {
            "sha256": found.manifest,
            "commit": found.statement.commit(),
            "version": found.statement.version(),
            "as_of": shaped.as_of,
            "audience": shaped.audience,
            "draft": shaped.draft,
            "inputs": found.statement.inputs(),
            "signatures": found.signatures,
        },
        "listed": found.statement.subject.len(),
        "held": found.held,
        "bytes": found.bytes,
        "pack": pack.map(|pack| json!({
            "listed": pack.compared.listed,
            "held": pack.compared.held,
            "beside": pack.compared.beside,
            "history": pack.tips,
        })),
        "deviations": found.deviations.iter().map(deviation).collect::<Vec<_>>(),
        "rebuild": again,
        "not_rebuilt": refused.map(ToString::to_string),
    });
    format!("{}\n", serde_json::to_string_pretty(&report).unwrap_or_default())
}
