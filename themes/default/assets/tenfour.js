// Progressive enhancement of registers; every page is complete without it.
// A classic script on purpose: modules and fetch do not work from file://.
// Markup it looks for: <table data-register="file-name">; a column whose <th> has `data-facet` gets a select
// (`data-facet="year"`: of the years of its days);
// a cell may carry `data-sort` (what to order by) and `data-export` (what goes into the CSV); a <th> with `data-fixed` does not sort.
(function () {
  "use strict";
  var PAGE = 100;
  var words = document.documentElement.dataset;
  var language = document.documentElement.lang || "en";
  var collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });

  /** The page's own words, with the English ones as a fallback; `{n}` and the like are filled in. */
  function say(key, fallback, values) {
    var text = words[key] || fallback;
    return text.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function make(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (name === "text") node.textContent = attributes.text;
      else node.setAttribute(name, attributes[name]);
    });
    (children || []).forEach(function (child) { node.appendChild(child); });
    return node;
  }

  function plain(cell) { return cell ? cell.textContent.replace(/\s+/g, " ").trim() : ""; }
  function sortKey(cell) { return cell && cell.hasAttribute("data-sort") ? cell.getAttribute("data-sort") : plain(cell); }
  function exported(cell) { return cell && cell.hasAttribute("data-export") ? cell.getAttribute("data-export") : plain(cell); }
  function heading(th) { return th.getAttribute("data-label") || plain(th); }

  /** A CSV field: a spreadsheet must not take it for a formula, and quotes are doubled. */
  function csvField(text) {
    var number = /^[+-]?\d+([.,]\d+)?$/.test(text);
    if (!number && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function Register(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    this.rows = Array.prototype.map.call(this.body.rows, function (row, index) {
      return { row: row, index: index, text: plain(row).toLocaleLowerCase(language) };
    });
    this.shown = this.rows;
    this.page = 0;
    this.sorted = null;
    this.query = "";
    this.facets = [];
    this.addTools();
    this.addSorting();
    this.addPager();
    this.update();
  }

  Register.prototype.addTools = function () {
    var self = this;
    var input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", function () {
      self.query = input.value.trim().toLocaleLowerCase(language);
      self.update();
    });
    this.count = make("output", { class: "tools-count", "aria-live": "polite" });
    var download = make("button", { type: "button", class: "button", text: say("download", "Download these rows", {}) });
    download.addEventListener("click", function () { self.download(); });

    var tools = make("div", { class: "tools", role: "group", "aria-label": say("tools", "Filter and download", {}) }, [
      make("label", { text: say("filter", "Filter rows", {}) }, [input])
    ]);
    this.heads.forEach(function (th, column) {
      if (th.hasAttribute("data-facet")) tools.appendChild(self.facet(th, column));
    });
    tools.appendChild(this.count);
    tools.appendChild(download);
    var frame = this.table.closest(".scroll") || this.table;
    frame.parentNode.insertBefore(tools, frame);
  };

  Register.prototype.facet = function (th, column) {
    var self = this;
    var byYear = th.getAttribute("data-facet") === "year";
    var of = function (entry) {
      var value = exported(entry.row.cells[column]);
      return byYear ? value.slice(0, 4) : value;
    };
    var tally = new Map();
    this.rows.forEach(function (entry) {
      var value = of(entry);
      tally.set(value, (tally.get(value) || 0) + 1);
    });
    var select = make("select", {}, [make("option", { value: "", text: say("all", "All", {}) })]);
    Array.from(tally.keys()).sort(collator.compare).forEach(function (value) {
      // The value travels as a property with a prefix, so that an empty cell can be chosen as well.
      select.appendChild(make("option", { value: "=" + value, text: (value || "\u2013") + " (" + tally.get(value) + ")" }));
    });
    var facet = { of: of, select: select };
    this.facets.push(facet);
    select.addEventListener("change", function () { self.update(); });
    return make("label", { text: heading(th) }, [select]);
  };

  Register.prototype.addSorting = function () {
    var self = this;
    this.buttons = [];
    this.heads.forEach(function (th, column) {
      if (th.hasAttribute("data-fixed")) return;
      var button = make("button", { type: "button" });
      while (th.firstChild) button.appendChild(th.firstChild);
      th.appendChild(button);
      self.buttons.push(button);
      button.addEventListener("click", function () { self.sort(th, column); });
    });
  };

  /** Chromium leaves controls out of the headings it repeats on every printed page, so paper gets plain ones. */
  Register.prototype.bareHeads = function (bare) {
    this.buttons.forEach(function (button) {
      if (bare) {
        button.home = button.parentNode;
        while (button.firstChild) button.home.appendChild(button.firstChild);
        button.remove();
      } else {
        while (button.home.firstChild) button.appendChild(button.home.firstChild);
        button.home.appendChild(button);
      }
    });
  };

  /** Ascending, descending, then back to the order of the page. */
  Register.prototype.sort = function (th, column) {
    var before = th.getAttribute("aria-sort");
    this.heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
    var sign = before === "ascending" ? -1 : 1;
    if (before === "descending") {
      this.rows.sort(function (a, b) { return a.index - b.index; });
    } else {
      th.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      this.rows.sort(function (a, b) {
        var left = sortKey(a.row.cells[column]), right = sortKey(b.row.cells[column]);
        // Empty cells stand last in both directions.
        if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1) || a.index - b.index;
        return sign * collator.compare(left, right) || a.index - b.index;
      });
    }
    var fragment = document.createDocumentFragment();
    this.rows.forEach(function (entry) { fragment.appendChild(entry.row); });
    this.body.appendChild(fragment);
    this.update();
  };

  Register.prototype.addPager = function () {
    var self = this;
    this.back = make("button", { type: "button", class: "button", text: say("previous", "Previous", {}) });
    this.forth = make("button", { type: "button", class: "button", text: say("next", "Next", {}) });
    this.where = make("span", { class: "num" });
    this.back.addEventListener("click", function () { self.turn(-1); });
    this.forth.addEventListener("click", function () { self.turn(1); });
    this.pager = make("div", { class: "pager" }, [this.back, this.where, this.forth]);
    var frame = this.table.closest(".scroll") || this.table;
    frame.parentNode.insertBefore(this.pager, frame.nextSibling);
  };

  Register.prototype.turn = function (step) {
    this.page += step;
    this.draw();
    this.table.scrollIntoView({ block: "start" });
  };

  Register.prototype.update = function () {
    var self = this;
    this.shown = this.rows.filter(function (entry) {
      if (self.query && entry.text.indexOf(self.query) < 0) return false;
      return self.facets.every(function (facet) {
        var chosen = facet.select.value;
        return !chosen || chosen === "=" + facet.of(entry);
      });
    });
    this.page = 0;
    this.draw();
  };

  Register.prototype.draw = function (everything) {
    var pages = Math.max(1, Math.ceil(this.shown.length / PAGE));
    var from = everything ? 0 : this.page * PAGE, to = everything ? Infinity : from + PAGE;
    this.rows.forEach(function (entry) { entry.row.hidden = true; });
    this.shown.slice(from, to).forEach(function (entry) { entry.row.hidden = false; });
    this.pager.hidden = pages === 1;
    this.back.disabled = this.page === 0;
    this.forth.disabled = this.page >= pages - 1;
    this.where.textContent = say("page", "Page {page} of {pages}", { page: this.page + 1, pages: pages });
    this.count.textContent = say("shown", "{shown} of {all} rows", { shown: this.shown.length, all: this.rows.length });
  };

  Register.prototype.download = function () {
    var lines = [this.heads.map(heading)].concat(this.shown.map(function (entry) {
      return Array.prototype.map.call(entry.row.cells, exported);
    })).map(function (fields) { return fields.map(csvField).join(","); });
    var blob = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
    var link = make("a", { href: URL.createObjectURL(blob), download: (this.table.getAttribute("data-register") || "rows") + ".csv" });
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  };

  var registers = Array.prototype.map.call(document.querySelectorAll("table[data-register]"), function (table) {
    return table.tHead && table.tBodies.length ? new Register(table) : null;
  }).filter(Boolean);

  // On paper every row that passes the filter and every table behind a chart is shown; workings stay as the reader left them.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("main .behind:not([open])"));
    opened.forEach(function (details) { details.open = true; });
    registers.forEach(function (register) { register.draw(true); register.bareHeads(true); });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
    registers.forEach(function (register) { register.draw(); register.bareHeads(false); });
  });
}());
