// Lists the operations of each document below its link. Text only goes in as text, never as markup.
const methods = ["get", "put", "post", "patch", "delete"];

function row(cells, tag) {
  const line = document.createElement("tr");
  for (const [text, code] of cells) {
    const cell = document.createElement(tag);
    const inner = code ? cell.appendChild(document.createElement("code")) : cell;
    inner.textContent = text;
    line.append(cell);
  }
  return line;
}

function table(description) {
  const list = document.createElement("table");
  list.createTHead().append(row([["Method"], ["Path"], ["What it does"], ["Permission"]], "th"));
  const body = list.createTBody();
  for (const [path, item] of Object.entries(description.paths ?? {})) {
    for (const method of methods.filter((name) => item[name])) {
      const operation = item[method];
      body.append(row([[method.toUpperCase(), true], [path, true], [operation.summary ?? operation.operationId ?? ""], [(operation["x-permissions"] ?? []).join(", "), true]], "td"));
    }
  }
  const frame = document.createElement("div");
  frame.className = "scroll";
  frame.tabIndex = 0;
  frame.append(list);
  return frame;
}

for (const section of document.querySelectorAll("section[data-document]")) {
  fetch(section.dataset.document)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`answered ${answer.status}`))))
    .then((description) => section.append(table(description)))
    .catch((reason) => {
      const note = document.createElement("p");
      note.textContent = `Not readable just now: ${reason.message}`;
      section.append(note);
    });
}
