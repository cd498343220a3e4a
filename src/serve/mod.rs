//! The preview: the site of a project as it is now, in the browser, on this machine only.
//!
//! In: a project's folder and what a run may be told. Out: a server on a loopback address, and news for whoever started it.
//! Nothing is written to disk and nothing is printed.
//!
//! ```text
//!  watch ──> state ──────────> http
//!  what      read again,       pages made when asked for,
//!  changed   swapped whole     browsers told what they show no longer
//! ```
//!
//! 1. [`watch`] tells the folder's changes to one thread, which inspects the project again with everything remembered that
//!    did not change.
//! 2. The result is a [`state`]: it is complete or it is an error, it never changes, and it is swapped in as a whole.
//! 3. [`http`] answers from the newest state. A browser says which page it shows and in which form; it is told to load it
//!    again only when that page would look different now.
//!
//! The threads end with the server. This is the one room with `async` in it, because the server's library is.

mod http;
mod inject;
mod plain;
mod state;
mod watch;

use crate::error::{Error, ErrorKind};
use crate::pipeline::{Inspection, Options};
use notify_debouncer_full::DebounceEventResult;
use state::State;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch as shared;

/// The port when none is asked for.
pub const PORT: u16 = 4010;
/// How many ports are tried, from [`PORT`] on.
const TRIES: u16 = 20;

/// A place to answer at; nobody does yet.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

/// Takes a port of the loopback interface: the one asked for, where 0 is any free one, or the first free one from [`PORT`] on.
///
/// Errors: it is taken already, or may not be used.
pub fn bind(port: Option<u16>) -> Result<Bound, Error> {
    let ports = match port {
        Some(port) => port..=port,
        None => PORT..=PORT + TRIES - 1,
    };
    let mut refused = None;
    for port in ports {
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        match bound.and_then(|listener| Ok((listener.local_addr()?, listener))) {
            Ok((address, listener)) => return Ok(Bound { listener, address }),
            Err(error) => refused = Some(error),
        }
    }
    let (message, hint) = match port {
        Some(port) => (
            format!("cannot listen on port {port}"),
            "name another one with `--port`, or leave `--port` out to get the next free one".to_owned(),
        ),
        None => (
            format!("cannot listen on any port from {PORT} to {}", PORT + TRIES - 1),
            "end a preview that is no longer needed, or name a port with `--port`".to_owned(),
        ),
    };
    let error = Error::new(ErrorKind::Usage, message).hint(hint);
    Err(match refused {
        Some(cause) => error.because(cause),
        None => error,
    })
}

impl Bound {
    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The address for the browser.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Something to tell the person at the terminal.
pub enum News {
    /// The project was read.
    Read {
        /// What was found.
        inspection: Arc<Inspection>,
        /// How long it took.
        took: Duration,
    },
    /// The project cannot be shown until something is mended.
    Broken {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Changes are not noticed at once, for this reason.
    Unwatched(String),
}

/// A preview that runs.
#[derive(Debug)]
pub struct Preview {
    news: Receiver<News>,
    server: JoinHandle<Result<(), Error>>,
}

impl Preview {
    /// What happens, as it happens; ends when the server does.
    pub fn news(&self) -> impl Iterator<Item = News> {
        self.news.iter()
    }

    /// Waits for the end.
    ///
    /// Errors: the server could not be started.
    pub fn wait(self) -> Result<(), Error> {
        let ended = self.server.join();
        ended.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "the server broke down")))
    }
}

/// Starts the preview of a project; it lasts until the process is asked to end (Ctrl-C).
///
/// Errors: the system has no more threads, or no network.
pub fn start(root: &Path, options: Options, bound: Bound) -> Result<Preview, Error> {
    let (tell, news) = channel();
    let (wake, wakes) = channel();
    let (publish, states) = shared::channel(None::<Arc<State>>);
    let ending = Ending(wake.clone());
    let project = Project {
        root: root.to_owned(),
        options,
    };
    spawn("watch", move || watch::run(&project, wake, &wakes, &publish, &tell))?;
    let server = spawn("serve", move || {
        let _ending = ending;
        http::run(bound, states)
    })?;
    Ok(Preview { news, server })
}

/// What is shown.
#[derive(Debug)]
struct Project {
    root: PathBuf,
    options: Options,
}

/// Why the watching thread wakes.
#[derive(Debug)]
enum Wake {
    /// Something changed, or the watching itself failed.
    Changed(DebounceEventResult),
    /// The server has ended.
    End,
}

/// Ends the watching thread when the server ends, however that comes about.
struct Ending(Sender<Wake>);

impl Drop for Ending {
    fn drop(&mut self) {
        // Who does not listen any more has ended already.
        let _ = self.0.send(Wake::End);
    }
}

fn spawn<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, Error> {
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map_err(cannot_start)
}

/// The system refuses what a server needs.
fn cannot_start(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Output, "cannot start the preview").because(error)
}
