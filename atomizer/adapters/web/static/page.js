// The page at /: studies, one study, and what happens. It shows what the server says, nothing more.

const LOG_LENGTH = 200;
const RETRY_MS = [500, 1000, 2000, 5000, 10000];
const at = (id) => document.getElementById(id);

// The token comes once, behind the # of the address, and stays with this tab.
function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("t");
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("token") ?? "";
}

const token = takeToken();
const state = { chosen: null, last: "", shown: 0 };

function ask(path, headers = {}, signal = undefined) {
  const all = { Authorization: `Bearer ${token}`, ...headers };
  return fetch(path, { headers: all, signal, cache: "no-store" });
}

async function read(path) {
  const answer = await ask(path);
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${said.message} ${said.hint}`);
  return said;
}

// Elements are made of text, never of HTML: names come from users and models.
function make(tag, attributes = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...inside);
  return element;
}

function figure(value) {
  if (typeof value !== "number") return value ?? "–";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function show(words, kind) {
  at("link").textContent = words;
  at("link").dataset.state = kind;
}

// ---- the list of studies

async function listStudies() {
  const { studies } = await read("/api/studies");
  const open = studies.filter((study) => !study.archived);
  const first = state.chosen === null && open.length > 0;
  if (first) state.chosen = open[0].id;
  at("nothing").hidden = open.length > 0;
  const focused = document.activeElement?.dataset.study;
  open.sort((a, b) => a.name.localeCompare(b.name));
  at("studies").replaceChildren(...open.map(studyRow));
  if (focused) at("studies").querySelector(`[data-study="${focused}"]`)?.focus();
  if (first) await choose(state.chosen);
}

function studyRow(study) {
  const button = make("button", { type: "button", title: study.id }, study.name);
  button.dataset.study = study.id;
  const chosen = study.id === state.chosen;
  if (chosen) button.setAttribute("aria-current", "true");
  return make(
    "tr",
    { className: chosen ? "chosen" : "", onclick: () => choose(study.id).then(listStudies) },
    make("td", {}, button),
    make("td", {}, study.run_state ?? "idle"),
    ...[study.version, study.done, study.best_objective].map((value) =>
      make("td", { className: "number" }, figure(value)),
    ),
  );
}

// ---- one study

async function choose(id) {
  const turn = ++state.shown;
  state.chosen = id;
  const path = `/api/studies/${encodeURIComponent(id)}`;
  const parts = ["", "/problems", "/history?limit=12"];
  const [study, problems, past] = await Promise.all(parts.map((part) => read(path + part)));
  if (turn !== state.shown) return;
  const { spec } = study;
  at("study-title").textContent = spec.meta.study_name;
  at("study-about").textContent = about(study);
  const raw = at("study-body").querySelector("details")?.open ?? false;
  at("study-body").replaceChildren(
    heading("Problems"),
    problemList(problems),
    ...table("Design variables", spec.design_variables, {
      Name: (v) => v.name,
      Parameter: (v) => v.expression_name,
      Baseline: (v) => figure(v.baseline),
      Range: (v) => (v.bounds ? `${figure(v.bounds.min)} … ${figure(v.bounds.max)}` : v.values.join(", ")),
      Unit: (v) => v.units,
    }),
    ...table("Objectives", spec.objectives, {
      Name: (o) => o.name,
      Direction: (o) => o.direction,
      Source: (o) => source(o),
    }),
    ...table("Constraints", spec.constraints, {
      Name: (c) => c.name,
      Limit: (c) => `${c.operator} ${figure(c.threshold)} ${c.units}`,
      Source: (c) => source(c),
    }),
    ...table("Extractors", spec.extractors, {
      Name: (e) => e.name,
      Type: (e) => e.type,
      Options: (e) => Object.entries(e.config).map(([k, v]) => `${k} ${v}`).join(", "),
    }),
    heading("History"),
    make("ol", { className: "history" }, ...past.happenings.map(happening)),
    make(
      "details",
      { open: raw },
      make("summary", {}, "The whole spec"),
      make("pre", { tabIndex: 0 }, JSON.stringify(spec, null, 2)),
    ),
  );
}

function about({ id, version, spec_version, spec }) {
  const { sim } = spec.model;
  const { algorithm, budget } = spec.optimization;
  const model = sim.path ? `${sim.path}, solved by ${sim.solver ?? "nothing yet"}` : "no model yet";
  const search = `${algorithm.type} search, ${budget.max_trials} trials`;
  const versions = `version ${version} (spec ${spec_version})`;
  const said = [spec.meta.description, `${id} · ${versions} · ${model} · ${search}`];
  return said.filter(Boolean).join(" — ");
}

const source = ({ source: from }) => (from ? `${from.extractor_id}.${from.output_key}` : "–");
const heading = (words) => make("h3", {}, words);

function table(title, items, columns) {
  if (items.length === 0) return [];
  const head = Object.keys(columns).map((name) => make("th", { scope: "col" }, name));
  const rows = items.map((item) =>
    make(
      "tr",
      { className: item.enabled === false ? "off" : "" },
      ...Object.values(columns).map((cell) => make("td", {}, String(cell(item) ?? ""))),
    ),
  );
  return [
    heading(title),
    make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)),
  ];
}

function problemList({ ready, problems }) {
  const items = problems.map((problem) =>
    make(
      "li",
      { className: problem.severity },
      make("span", { className: "code" }, problem.code),
      problem.message,
    ),
  );
  if (ready) items.unshift(make("li", { className: "ready" }, "Ready to run."));
  return make("ul", { className: "problems" }, ...items);
}

function happening({ at: moment, text }) {
  const time = new Date(moment).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
  return make("li", {}, make("time", { dateTime: moment }, time), make("span", {}, text));
}

// ---- the stream of events

// Reads Server-Sent Events with fetch, because an EventSource cannot send the token.
async function watch(attempt = 0) {
  try {
    const answer = await ask("/api/events", state.last ? { "Last-Event-ID": state.last } : {});
    if (answer.status === 401) return refuse();
    if (!answer.ok) throw new Error(String(answer.status));
    attempt = 0;
    show("live", "live");
    for await (const event of events(answer.body)) receive(event);
    show("the server has stopped; trying again", "waiting");
  } catch {
    show("not connected; trying again", "waiting");
  }
  const pause = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
  setTimeout(watch, pause, attempt + 1);
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n").filter((line) => !line.startsWith(":"));
      const event = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)));
      if (event.event) yield event;
    }
  }
}

function receive({ id, event, data }) {
  state.last = id;
  if (event === "ready" || event === "reset") return refresh(state.chosen);
  const recorded = JSON.parse(data);
  const study = recorded.stream.replace(/^(study|run)-/, "").split(".")[0];
  log(study, recorded);
  refresh(study);
}

function log(study, { type, data, meta }) {
  const time = new Date(meta.at);
  const what = [type.replaceAll("_", " "), data.id ?? data.run ?? data.number ?? ""].join(" ");
  const line = make(
    "li",
    {},
    make("time", { dateTime: meta.at }, time.toLocaleTimeString([], { hour12: false })),
    make("span", {}, make("strong", {}, study), ` ${what}`),
    make("span", { className: "who" }, meta.actor),
  );
  at("silence").hidden = true;
  at("log").prepend(line);
  while (at("log").children.length > LOG_LENGTH) at("log").lastChild.remove();
}

let waiting = 0;
const changed = new Set();

// Many events at once are one look at the server.
function refresh(study) {
  changed.add(study);
  waiting ||= setTimeout(async () => {
    waiting = 0;
    const look = state.chosen !== null && changed.has(state.chosen);
    changed.clear();
    try {
      if (look) await choose(state.chosen);
      await listStudies();
    } catch (error) {
      at("study-about").textContent = error.message;
    }
  }, 250);
}

function refuse() {
  show("no access", "refused");
  at("overview").hidden = true;
  at("study-title").textContent = "This tab has no access";
  at("study-about").textContent =
    "Open the address that atomizer serve has printed: it carries the token of this start.";
}

watch();
