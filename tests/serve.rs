//! The preview as a browser meets it: pages, events, faults shown and gone again, and who is turned away.
#![cfg(feature = "serve")]

use crate::support::{Project, tenfour};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

/// Long enough for the slowest machine; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

const ORGANIZATION: &str =
    "id: ORG-1\ntitle: Bridge Street Library\nname: Bridge Street Library\ntime_zone: Europe/Dublin\n";
/// A page that tells faults, as the default theme's do.
const PAGE: &str = "<!doctype html>\n<html><head><meta http-equiv=\"Content-Security-Policy\" \
    content=\"default-src 'none'; style-src 'self'\">\n<title>{{ page.title }}</title></head>\n\
    <body><h1>{{ page.title }}</h1>{% for banner in site.banners %}<p>{{ banner.text }}</p>{% endfor %}</body></html>\n";

/// A page that tells of itself only.
const QUIET: &str = "<!doctype html>\n<html><head><title>{{ page.title }}</title></head><body></body></html>\n";

fn complaint(title: &str) -> String {
    format!(
        "id: CMP-2025-0001\ntitle: {title}\nreceived_at: 2025-03-03T09:00:00+00:00\ncategory: availability\n\
         events:\n  - {{at: 2025-03-03T09:00:00+00:00, kind: received}}\n"
    )
}

/// A project with a theme of its own, so that the look of the default one does not matter here.
fn project() -> Project {
    Project::new(&[
        ("tenfour.toml", "audience = \"restricted\"\n"),
        ("organization.yaml", ORGANIZATION),
        ("complaints/CMP-2025-0001.yaml", &complaint("Reading room closed")),
        ("theme/templates/overview.html", PAGE),
        ("theme/templates/record.html", PAGE),
    ])
}

/// A preview that runs until it is dropped.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn of(project: &Project) -> Self {
        Self::started(tenfour().args(["serve", "--port", "0"]).current_dir(project.path()))
    }

    fn started(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim_end()
            .strip_prefix("http://")
            .and_then(|rest| rest.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("`{line}` is no address")).to_owned();
        Self { child, address }
    }

    fn port(&self) -> &str {
        self.address.rsplit_once(':').unwrap().1
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The answer to a request as it stands on the wire.
    fn ask(&self, request: &str, host: &str) -> Answer {
        let mut stream = self.connect();
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &self.address)
    }

    fn state(&self) -> serde_json::Value {
        serde_json::from_str(&self.get("/-/state.json").body).unwrap()
    }

    /// Listens for a page as the script of that page does.
    fn listen(&self, page: &Answer) -> Events {
        let attribute = |name: &str| {
            let from = page.body.find(name).unwrap() + name.len();
            page.body[from..].split('"').nth(1).unwrap().replace('!', "%21")
        };
        let (path, shown) = (attribute("data-path="), attribute("data-shown="));
        let mut stream = self.connect();
        let address = &self.address;
        write!(
            stream,
            "GET /-/events?path={path}&shown={shown} HTTP/1.1\r\nHost: {address}\r\n\r\n"
        )
        .unwrap();
        Events(BufReader::new(stream))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// An event stream.
struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event: its name and what it says.
    fn next(&mut self) -> (String, String) {
        let (start, mut name) = (Instant::now(), None);
        loop {
            // Heartbeats come for ever.
            assert!(start.elapsed() < PATIENCE, "the event never came");
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(found) = line.strip_prefix("event: ") {
                name = Some(found.trim_end().to_owned());
            } else if let (Some(name), Some(data)) = (&name, line.strip_prefix("data:")) {
                return (name.clone(), data.trim().to_owned());
            }
        }
    }

    /// Waits for the event that says a page should be loaded again.
    fn reload(&mut self) {
        while self.next().0 != "reload" {}
    }

    /// Waits for a state with so many errors.
    fn errors(&mut self, count: usize) -> serde_json::Value {
        loop {
            let (name, data) = self.next();
            if name == "state" {
                let state: serde_json::Value = serde_json::from_str(&data).unwrap();
                if state["errors"] == count {
                    return state;
                }
            }
        }
    }
}

/// Asks until the answer is as wanted.
fn until<T>(ask: impl Fn() -> T, wanted: impl Fn(&T) -> bool) -> T {
    let start = Instant::now();
    loop {
        let answer = ask();
        if wanted(&answer) {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "it never came about");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn rest_of(stderr: Option<ChildStderr>) -> String {
    let mut text = String::new();
    stderr.unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_page_comes_with_the_script_and_a_policy_that_lets_it_run() {
    let project = project();
    let preview = Preview::of(&project);
    let index = preview.get("/");
    assert_eq!(index.status, 200);
    assert!(
        index
            .body
            .contains("<script src=\"/-/live.js\" data-path=\"index.html\"")
    );
    assert!(!index.body.contains("http-equiv"));
    for header in [
        "content-type: text/html; charset=utf-8",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cross-origin-resource-policy: same-origin",
        "content-security-policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'\r",
    ] {
        assert!(index.head.contains(header), "{header}: {}", index.head);
    }
    assert_eq!(preview.get("/index.html?again").body, index.body);
    assert_eq!(preview.get("/complaints/CMP-2025-0001.html").status, 200);
    let script = preview.get("/-/live.js");
    assert!(script.head.contains("content-type: text/javascript; charset=utf-8"));
    assert!(script.body.contains("EventSource"));
    let head = preview.ask("HEAD /", &preview.address);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(!project.path().join("site").exists(), "serve writes nothing");
}

#[test]
fn a_changed_record_is_told_and_shown() {
    let project = project();
    let preview = Preview::of(&project);
    let path = "/complaints/CMP-2025-0001.html";
    let page = preview.get(path);
    assert!(page.body.contains("Reading room closed"));
    let mut events = preview.listen(&page);
    assert_eq!(events.next().0, "state");
    project.write("complaints/CMP-2025-0001.yaml", complaint("Reading room cold"));
    events.reload();
    let page = preview.get(path);
    assert!(page.body.contains("Reading room cold"));
    // Who comes late, with an old page, is told at once.
    let old = Answer {
        body: page.body.replace("data-shown=\"", "data-shown=\"0"),
        ..page
    };
    preview.listen(&old).reload();
}

#[test]
fn a_new_folder_and_a_changed_theme_are_seen() {
    let project = project();
    let preview = Preview::of(&project);
    let path = "/complaints/CMP-2025-0002.html";
    let missing = preview.get(path);
    assert_eq!(missing.status, 404);
    let mut events = preview.listen(&missing);
    events.next();
    let record = complaint("Too loud").replace("0001", "0002");
    project.write("more/2025/CMP-2025-0002.yaml", record);
    events.reload();
    let page = until(|| preview.get(path), |page| page.status == 200);
    let mut events = preview.listen(&page);
    events.next();
    project.write("theme/templates/record.html", PAGE.replace("<h1>", "<h1>Record "));
    events.reload();
    assert!(preview.get(path).body.contains("<h1>Record Too loud"));
}

#[test]
fn a_change_that_alters_nothing_seen_loads_no_page_again() {
    let project = project();
    project.write("theme/templates/record.html", QUIET);
    let preview = Preview::of(&project);
    let path = "/complaints/CMP-2025-0001.html";
    let page = preview.get(path);
    let mut events = preview.listen(&page);
    events.next();
    // The same bytes, then a change elsewhere: the page is the same down to the word by which browsers know it.
    project.write("complaints/CMP-2025-0001.yaml", complaint("Reading room closed"));
    project.write(
        "complaints/CMP-2025-0003.yaml",
        complaint("[Dusty").replace("0001", "0003"),
    );
    let (name, data) = events.next();
    assert_eq!(name, "state", "{data}");
    let other = complaint("Dusty").replace("0001", "0003");
    project.write("complaints/CMP-2025-0003.yaml", other);
    until(
        || preview.get("/complaints/CMP-2025-0003.html").status,
        |status| *status == 200,
    );
    assert_eq!(preview.get(path).body, page.body);
    project.write("complaints/CMP-2025-0001.yaml", complaint("Reading room dark"));
    events.reload();
    assert!(preview.get(path).body.contains("Reading room dark"));
}

#[test]
fn a_broken_record_is_explained_and_the_explanation_goes_when_it_is_mended() {
    let project = project();
    let preview = Preview::of(&project);
    assert_eq!(preview.state()["errors"], 0);
    let path = "/complaints/CMP-2025-0001.html";
    let mut events = preview.listen(&preview.get(path));
    events.errors(0);
    let file = "complaints/CMP-2025-0001.yaml";
    project.write(file, complaint("[Reading room"));
    // The page itself is gone by this; what the browser shows stays, with the fault over it.
    let state = events.errors(1);
    assert_eq!(state, preview.state());
    let found = &state["diagnostics"][0];
    assert_eq!(found["path"], file);
    assert!(found["rule"].as_str().unwrap().starts_with("R-YML-"), "{found}");
    for key in ["message", "line", "column", "line_text"] {
        assert!(!found[key].is_null(), "{key}: {found}");
    }
    assert_eq!(preview.get(path).status, 404);
    assert!(preview.get("/").body.contains("<p>1 error"), "always keeps going");
    project.write(file, complaint("Reading room closed"));
    events.errors(0);
    assert_eq!(preview.get(path).status, 200);
}

#[test]
fn a_broken_template_gives_a_plain_page_that_heals() {
    let project = project();
    let preview = Preview::of(&project);
    assert_eq!(preview.get("/").status, 200);
    // One that does not parse concerns every page; one that does not render concerns its own.
    for broken in ["{% if %}", "{{ page.nothing_of_that_name }}"] {
        project.write("theme/templates/overview.html", broken);
        let page = until(|| preview.get("/"), |page| page.status == 500);
        assert!(page.body.contains("overview.html"), "{}", page.body);
        assert!(page.body.contains("/-/live.js"));
        let mut events = preview.listen(&page);
        project.write("theme/templates/overview.html", PAGE);
        events.reload();
        until(|| preview.get("/"), |page| page.status == 200);
    }
}

#[test]
fn a_project_without_settings_gives_a_plain_page_that_heals() {
    let project = project();
    let preview = Preview::of(&project);
    assert_eq!(preview.get("/").status, 200);
    std::fs::rename(project.path().join("tenfour.toml"), project.path().join("away")).unwrap();
    let page = until(|| preview.get("/"), |page| page.status == 500);
    assert!(page.body.contains("tenfour.toml"));
    assert!(preview.state()["fault"]["message"].is_string());
    std::fs::rename(project.path().join("away"), project.path().join("tenfour.toml")).unwrap();
    until(|| preview.get("/"), |page| page.status == 200);
}

#[test]
fn only_this_machine_reads_and_only_the_site() {
    let project = project();
    let preview = Preview::of(&project);
    let port = preview.port().to_owned();
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(preview.ask("GET /", &format!("{host}:{port}")).status, 200, "{host}");
    }
    let foreign = [
        format!("example.org:{port}"),
        "localhost".to_owned(),
        "127.0.0.1:1".to_owned(),
        format!("127.0.0.1.example.org:{port}"),
        String::new(),
    ];
    for host in foreign {
        for path in ["/", "/-/events", "/-/state.json", "/-/live.js"] {
            assert_eq!(preview.ask(&format!("GET {path}"), &host).status, 403, "{host} {path}");
        }
    }
    assert_eq!(preview.ask("GET http://example.org/", &preview.address).status, 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let refused = preview.ask(&format!("{method} /"), &preview.address);
        assert_eq!(refused.status, 405, "{method}");
        assert!(refused.head.contains("allow: get, head"));
    }
    let outside = [
        "/../tenfour.toml",
        "/..%2ftenfour.toml",
        "/%2e%2e/tenfour.toml",
        "/tenfour.toml",
        "//etc/passwd",
        "/complaints/CMP-2025-0001.yaml",
        "/-/",
        "/%ff",
        "/%00",
        "/..\\tenfour.toml",
    ];
    for path in outside {
        let missing = preview.get(path);
        assert_eq!(missing.status, 404, "{path}");
        assert!(missing.body.contains("href=\"/index.html\""), "{path}");
    }
    let hostile = preview.get("/%3Cscript%3Ealert(1)%3C/script%3E%22%3E");
    assert!(!hostile.body.contains("<script>alert"));
    assert!(!hostile.body.contains("data-path=\"<"));
    assert_eq!(preview.get("/methods").status, 307);
}

#[test]
fn a_port_in_use_is_an_error_when_asked_for_and_passed_over_when_not() {
    let project = project();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    let said = project.run(&["serve", "--port", &port]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(
        said.err.contains(&format!("cannot listen on port {port}")),
        "{}",
        said.err
    );
    assert!(said.err.contains("--port"), "{}", said.err);
    // Whoever has the usual port now, this or another program, it is not free.
    let usual = TcpListener::bind("127.0.0.1:4010");
    let mut preview = Preview::started(tenfour().arg("serve").current_dir(project.path()));
    assert_ne!(preview.port(), "4010");
    assert_eq!(preview.get("/").status, 200);
    preview.child.kill().unwrap();
    let said = rest_of(preview.child.stderr.take());
    assert!(said.contains("port 4010 is in use"), "{said}");
    drop(usual);
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_when_asked_to_even_with_browsers_listening() {
    for signal in ["-INT", "-TERM"] {
        let project = project();
        let mut preview = Preview::of(&project);
        let mut events = preview.listen(&preview.get("/"));
        events.next();
        let id = preview.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(preview.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}
