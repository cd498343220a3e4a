// The preview's part of a page: loads it again when it would look different, and shows the faults that are in the records.
// It is in no built site.
(function () {
  "use strict";
  var script = document.currentScript;
  var path = script.dataset.path, shown = script.dataset.shown;
  var KEPT = "tenfour-kept:" + location.pathname, CLOSED = "tenfour-closed";
  var PATIENCE = 10000;

  /** Storage may be switched off; then nothing is kept. */
  function keep(key, value) { try { sessionStorage.setItem(key, value); } catch (_) { /* not kept */ } }
  function kept(key) { try { return sessionStorage.getItem(key); } catch (_) { return null; } }
  function drop(key) { try { sessionStorage.removeItem(key); } catch (_) { /* was not kept */ } }

  // -- loading again, at the same place -----------------------------------------------------------------------------------

  var reloading = false;

  function folds() { return Array.prototype.slice.call(document.querySelectorAll("details")); }

  function reload() {
    if (reloading) return;
    reloading = true;
    close();
    var open = folds().map(function (fold) { return fold.open; });
    keep(KEPT, JSON.stringify({ x: scrollX, y: scrollY, open: open }));
    location.reload();
  }

  function restore() {
    var before = kept(KEPT);
    drop(KEPT);
    if (!before) return;
    try { before = JSON.parse(before); } catch (_) { return; }
    // What was folded out decides how far down a place is; with other folds than before it cannot be told which is which.
    var now = folds();
    if (now.length === before.open.length) now.forEach(function (fold, index) { fold.open = before.open[index]; });
    var moved = false;
    function go() { if (!moved) scrollTo({ left: before.x, top: before.y, behavior: "instant" }); }
    ["wheel", "touchmove", "keydown", "mousedown"].forEach(function (name) {
      addEventListener(name, function () { moved = true; }, { once: true, passive: true });
    });
    go();
    // Pictures and fonts may have shifted it until here.
    addEventListener("load", function () { requestAnimationFrame(go); }, { once: true });
  }

  // -- the faults ---------------------------------------------------------------------------------------------------------

  function make(tag, name, text) {
    var node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  }

  var panel = null;

  /** The panel has a root of its own, so that the page's style and the panel's leave each other alone. */
  function build() {
    var host = make("div");
    host.id = "tenfour-live";
    var root = host.attachShadow({ mode: "open" });
    var style = make("link");
    style.rel = "stylesheet";
    style.href = "/-/live.css";
    var box = make("section", "panel");
    box.hidden = true;
    box.setAttribute("aria-labelledby", "title");
    var head = make("header");
    var title = make("h2");
    title.id = "title";
    title.setAttribute("role", "status");
    var button = make("button", "", "Close");
    button.type = "button";
    var list = make("ol");
    head.append(title, button);
    box.append(head, list);
    root.append(style, box);
    document.body.append(host);
    panel = { box: box, title: title, list: list, key: "" };
    button.addEventListener("click", dismiss);
    box.addEventListener("keydown", function (event) { if (event.key === "Escape") dismiss(); });
    // The style comes a moment later; without it the panel would stand at the end of the page for that moment.
    style.addEventListener("load", function () { box.classList.add("styled"); });
  }

  /** Closed faults stay closed, on every page, until they are others. */
  function dismiss() {
    keep(CLOSED, panel.key);
    panel.box.hidden = true;
  }

  /** The line, with a mark under the spot; what stands before the spot is repeated as blanks so that tabs stay in step. */
  function excerpt(found) {
    var text = found.line_text || "";
    var characters = Array.from(text);
    var before = characters.slice(0, found.column - 1).map(function (one) { return one === "\t" ? "\t" : " "; }).join("");
    var end = found.end_line === found.line ? found.end_column : characters.length + 1;
    var length = Math.max(1, Math.min(end, characters.length + 1) - found.column);
    var code = make("pre");
    code.append(text + "\n" + before, make("span", "mark", "\u2501".repeat(length)));
    return code;
  }

  function item(found) {
    var node = make("li");
    var message = make("p", "message");
    message.append(make("code", "", found.rule), " " + found.message);
    node.append(message);
    if (found.path) {
      node.append(make("p", "place", found.path + ":" + found.line + ":" + found.column));
      if (found.line_text) node.append(excerpt(found));
    }
    if (found.hint) node.append(make("p", "hint", "What to do: " + found.hint));
    return node;
  }

  function show(state) {
    // A page that is itself about a fault need not have the fault over it.
    var fault = shown.charAt(0) === "!" && state.fault ? null : state.fault;
    var items = state.diagnostics.map(item);
    var title = state.errors === 1 ? "1 error in the records" : state.errors + " errors in the records";
    if (fault) {
      title = "The project cannot be shown";
      items = [item({ rule: "", message: fault.message, hint: fault.hint })];
    } else if (state.errors > items.length) {
      items.push(make("li", "more", "and " + (state.errors - items.length) + " more: see the page of checks"));
    }
    if (!panel) {
      if (!items.length) return;
      build();
    }
    panel.key = items.length ? JSON.stringify([title, state.fault, state.diagnostics]) : "";
    panel.list.replaceChildren.apply(panel.list, items);
    if (!items.length) drop(CLOSED);
    panel.box.hidden = !items.length || kept(CLOSED) === panel.key;
    panel.title.textContent = panel.box.hidden ? "" : title;
  }

  // -- listening ----------------------------------------------------------------------------------------------------------

  var stream = null, away = null;

  // The server compares what is shown here with what would be shown now as soon as it is asked, so nothing is missed while
  // nobody listened: before this script ran, while the page was hidden, or while the server was down.
  function listen() {
    clearTimeout(away);
    if (stream || reloading || document.hidden) return;
    stream = new EventSource("/-/events?path=" + encodeURIComponent(path) + "&shown=" + encodeURIComponent(shown));
    stream.addEventListener("reload", reload);
    stream.addEventListener("state", function (event) { show(JSON.parse(event.data)); });
    stream.addEventListener("error", function () {
      // Most breaks heal by themselves; one that the browser gives up on is tried again here.
      if (!stream || stream.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(listen, 1000);
    });
  }

  function close() {
    if (stream) stream.close();
    stream = null;
  }

  // Browsers open six connections to a server and no more: pages in the background leave theirs to others.
  document.addEventListener("visibilitychange", function () {
    clearTimeout(away);
    if (document.hidden) away = setTimeout(close, PATIENCE);
    else listen();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", function (event) {
    if (event.persisted) reloading = false;
    listen();
  });

  restore();
  listen();
}());
