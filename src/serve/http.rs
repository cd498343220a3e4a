//! Answers browsers. A path is looked up among the pages of the newest state and nowhere else, so no path leads out.
//!
//! In: a request. Out, in this order:
//!
//! 1. a method that only reads, or 405;
//! 2. a name in `Host` that means this machine and this port, or 403: else a foreign site could have its own name point here
//!    and read what is private;
//! 3. what lies below `/-/`: script, style, state and events of the preview itself;
//! 4. a file of the site. Pages get the preview's script.

use super::state::{Answer, Fault, Made, State, digest};
use super::{Bound, cannot_start, inject, plain};
use crate::error::Error;
use axum::Router;
use axum::body::Body;
use axum::extract::{self, Request};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch as shared};
use tokio_stream::wrappers::ReceiverStream;

/// How often a silent event stream shows that it is alive; also how long one that nobody reads any more is kept.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a browser waits before it asks again for an event stream that broke off.
const RETRY: Duration = Duration::from_millis(500);
const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// What every answer says.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // Data that pages load as scripts must not be loadable by pages of other sites.
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Serves until the process is asked to end.
///
/// Errors: the system refuses what a server needs.
pub(super) fn run(bound: Bound, states: shared::Receiver<Option<Arc<State>>>) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(cannot_start)?;
    let desk = Desk {
        port: bound.port(),
        states,
    };
    let served = runtime.block_on(async {
        bound.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(bound.listener)?;
        let router = Router::new().fallback(answer).with_state(desk);
        tokio::spawn(axum::serve(listener, router).into_future());
        asked_to_end().await
    });
    // Event streams never end by themselves; there is nothing to be lost in breaking them off.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served.map_err(cannot_start)
}

/// Waits for Ctrl-C, or for the signal that asks a process to end.
async fn asked_to_end() -> std::io::Result<()> {
    let end = Arc::new(Notify::new());
    #[cfg(unix)]
    {
        let mut asked = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let end = Arc::clone(&end);
        tokio::spawn(async move {
            asked.recv().await;
            end.notify_one();
        });
    }
    let ended = Arc::clone(&end);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            ended.notify_one();
        }
    });
    end.notified().await;
    Ok(())
}

/// What is needed to answer.
#[derive(Clone)]
struct Desk {
    port: u16,
    states: shared::Receiver<Option<Arc<State>>>,
}

async fn answer(extract::State(desk): extract::State<Desk>, request: Request) -> Response {
    let mut response = desk.respond(request.method(), request.uri(), request.headers()).await;
    response.headers_mut().extend(ALWAYS);
    response
}

impl Desk {
    async fn respond(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
        if method != Method::GET && method != Method::HEAD {
            let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered here\n");
            let methods = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(header::ALLOW, methods);
            return response;
        }
        if !self.means_us(uri, headers) {
            let text = format!(
                "this preview answers to http://127.0.0.1:{0}/ and http://localhost:{0}/ only\n",
                self.port
            );
            return refusal(StatusCode::FORBIDDEN, text);
        }
        let Some(state) = self.newest().await else {
            return refusal(StatusCode::SERVICE_UNAVAILABLE, "the preview is ending\n");
        };
        match uri.path() {
            "/-/live.js" => file(StatusCode::OK, "live.js", SCRIPT),
            "/-/live.css" => file(StatusCode::OK, "live.css", STYLE),
            "/-/state.json" => file(StatusCode::OK, "state.json", state.told.clone()),
            "/-/events" => self.events(uri.query().unwrap_or_default()),
            path => page(&state, path).await,
        }
    }

    /// Whether the request was meant for this server under a name of this machine.
    fn means_us(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        let ours = |host: &str| is_loopback(host, self.port);
        host.to_str().is_ok_and(ours) && uri.authority().is_none_or(|authority| ours(authority.as_str()))
    }

    /// The newest state; waits for the first. Nothing when there will be none any more.
    async fn newest(&self) -> Option<Arc<State>> {
        let mut states = self.states.clone();
        let found = states.wait_for(Option::is_some).await.ok()?;
        found.clone()
    }

    /// Tells a browser what its page lacks, now and after every change.
    fn events(&self, query: &str) -> Response {
        let asked = |name: &str| {
            let value = query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.and_then(decoded).unwrap_or_default()
        };
        let (path, shown) = (asked("path"), asked("shown"));
        let (sender, events) = mpsc::channel::<Result<Event, Infallible>>(4);
        let mut states = self.states.clone();
        states.mark_changed();
        tokio::spawn(async move {
            let mut told = String::new();
            if sender
                .send(Ok(Event::default().retry(RETRY).comment("tenfour")))
                .await
                .is_err()
            {
                return;
            }
            loop {
                let event = match tokio::time::timeout(HEARTBEAT, states.changed()).await {
                    Err(_) => Event::default().comment("still here"),
                    Ok(Err(_)) => return,
                    Ok(Ok(())) => {
                        let Some(state) = states.borrow_and_update().clone() else {
                            continue;
                        };
                        if is_stale(&shown, &look(&state.get(&path).await), state.faulty) {
                            // An event without data is none to a browser.
                            Event::default().event("reload").data("now")
                        } else if told == state.told {
                            continue;
                        } else {
                            told.clone_from(&state.told);
                            Event::default().event("state").data(&told)
                        }
                    }
                };
                if sender.send(Ok(event)).await.is_err() {
                    return;
                }
            }
        });
        Sse::new(ReceiverStream::new(events)).into_response()
    }
}

/// Whether a `Host` names this machine and the port.
fn is_loopback(host: &str, port: u16) -> bool {
    let names = ["localhost", "127.0.0.1", "[::1]"];
    names.into_iter().any(|name| {
        let rest = host
            .get(..name.len())
            .filter(|start| start.eq_ignore_ascii_case(name))
            .map(|_| &host[name.len()..]);
        match rest {
            // Browsers leave the usual port out.
            Some("") => port == 80,
            Some(rest) => rest.strip_prefix(':') == Some(&*port.to_string()),
            None => false,
        }
    })
}

/// Whether a browser that shows one look of a page should load it anew.
///
/// While the records are faulty, a page that went missing by that stays in the browser as it was: the faults are shown over
/// it, and it is more use to the one who is mending them than a page that says it is not there.
fn is_stale(shown: &str, now: &str, faulty: bool) -> bool {
    let is_page = |look: &str| !look.starts_with('!');
    shown != now && !(faulty && is_page(shown) && !is_page(now))
}

/// How an answer looks, in a word; what is no page of the site begins with `!`.
fn look(answer: &Answer) -> String {
    match answer {
        Answer::File(made) => made.digest.to_string(),
        Answer::Folder | Answer::Nothing => "!missing".to_owned(),
        Answer::Fault(Fault { message, hint }) => {
            let hint = hint.as_deref().unwrap_or_default();
            format!("!{}", digest(&[message.as_bytes(), hint.as_bytes()]))
        }
    }
}

/// A file of the site, or a page that says why there is none.
async fn page(state: &State, path: &str) -> Response {
    let mut path = decoded(path.trim_start_matches('/')).unwrap_or_else(|| "?".to_owned());
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let answer = state.get(&path).await;
    let shown = look(&answer);
    match answer {
        Answer::File(Made { bytes, .. }) => match std::str::from_utf8(&bytes) {
            Ok(html) if path.ends_with(".html") => live(StatusCode::OK, html, &path, &shown),
            _ => file(StatusCode::OK, &path, bytes),
        },
        Answer::Folder => match HeaderValue::from_str(&format!("/{path}/")) {
            Ok(address) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address)]).into_response(),
            Err(_) => live(StatusCode::NOT_FOUND, &plain::missing(&path), &path, &shown),
        },
        Answer::Nothing => live(StatusCode::NOT_FOUND, &plain::missing(&path), &path, &shown),
        Answer::Fault(fault) => {
            let html = plain::fault(&fault);
            live(StatusCode::INTERNAL_SERVER_ERROR, &html, &path, &shown)
        }
    }
}

/// A page with the preview's script.
fn live(status: StatusCode, html: &str, path: &str, shown: &str) -> Response {
    let tag = format!(
        "<script src=\"/-/live.js\" data-path=\"{}\" data-shown=\"{}\" defer></script>\n",
        plain::text(path),
        plain::text(shown)
    );
    let prepared = inject::prepare(html, &tag);
    let mut response = file(status, "page.html", prepared.html);
    for policy in prepared.policies {
        // A policy that cannot be sent is not dropped: a strict one takes its place.
        let value = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(plain::POLICY));
        response.headers_mut().append(header::CONTENT_SECURITY_POLICY, value);
    }
    response
}

fn file(status: StatusCode, name: &str, body: impl Into<Body>) -> Response {
    let kind = HeaderValue::from_static(content_type(name));
    (status, [(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

fn refusal(status: StatusCode, text: impl Into<Body>) -> Response {
    file(status, "refusal.txt", text)
}

/// The content type by the ending of a name.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "yaml" | "yml" => "text/plain; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// A part of an address without its percent signs; nothing when that is no text.
fn decoded(written: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |place: usize| char::from(*after.get(place)?).to_digit(16);
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
        } else {
            bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
            rest = &after[2..];
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_with_the_port_are_ours() {
        for host in ["127.0.0.1:4010", "localhost:4010", "LocalHost:4010", "[::1]:4010"] {
            assert!(is_loopback(host, 4010), "{host}");
        }
        let foreign = [
            "",
            "localhost",
            "localhost:4011",
            "127.0.0.1:40100",
            "127.0.0.1.example.org:4010",
            "localhost.:4010",
            "example.org:4010",
            "127.0.0.2:4010",
            "é:4010",
        ];
        for host in foreign {
            assert!(!is_loopback(host, 4010), "{host}");
        }
        assert!(is_loopback("localhost", 80));
    }

    #[test]
    fn addresses_are_decoded_or_refused() {
        assert_eq!(decoded("a%20b%C3%A9%2f"), Some("a bé/".to_owned()));
        for broken in ["%", "%4", "%g0", "%+1", "%ff"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_page_stays_while_its_record_is_broken() {
        assert!(!is_stale("a", "a", false));
        assert!(is_stale("a", "b", true));
        assert!(is_stale("a", "!missing", false));
        assert!(!is_stale("a", "!missing", true));
        assert!(is_stale("!x", "!missing", true));
        assert!(is_stale("!missing", "a", true));
    }
}
