// What plain widgets cannot do for the form: keep its keys to itself, say a mistake beside its
// field, copy a text, and send with Ctrl-Enter.

const FOCUSABLE = "select,button,input,textarea,a[href],[tabindex]";
const GROUPS = ".cx-parameters,.cx-body,.cx-headers,.cx-credentials,.cx-choose";

function controlOf(field) {
  return field.querySelector("input:not([type=hidden]),select,textarea");
}

// Beside each field what is doubtful in it; fields are found by group and label.
function annotate(form, notes) {
  for (const field of form.querySelectorAll(".widget-inline-hbox")) {
    const label = field.querySelector(".widget-label")?.textContent.replace(/ \*$/, "");
    const group = field.closest(GROUPS);
    const control = controlOf(field);
    if (!label || !group || !control) continue;
    const name = [...group.classList].find((c) => GROUPS.includes("." + c)).slice(3);
    const text = notes[`${name}/${label}`] ?? "";
    let note = field.querySelector(".cx-field-note");
    if ((note?.textContent ?? "") === text) continue;
    if (!text) {
      note.remove();
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
      continue;
    }
    if (!note) {
      note = document.createElement("div");
      note.className = "cx-field-note";
      note.id = "cx-" + Math.random().toString(36).slice(2);
      field.append(note);
      control.setAttribute("aria-describedby", note.id);
    }
    note.textContent = text;
    control.setAttribute("aria-invalid", control.disabled ? "false" : "true");
  }
}

// Without this a letter typed on a focused control reaches the notebook, where "a" adds a cell and
// "x" cuts one. The attribute has to be on each control itself.
function keepKeys(form) {
  for (const control of form.querySelectorAll(FOCUSABLE)) {
    if (!control.hasAttribute("data-lm-suppress-shortcuts"))
      control.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

async function copy(button) {
  const text = button.closest(".cx-copyable").querySelector("[data-copied]").textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page that is not served securely has no clipboard of its own.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const label = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = label), 1500);
}

function render({ model, el }) {
  el.style.display = "none";
  let form = null;
  let observer = null;
  let waiting = 0;

  const tidy = () => {
    keepKeys(form);
    annotate(form, model.get("notes"));
  };
  const pressed = (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      // A control that reports on leaving has to report first.
      document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
      model.send({ do: "send" });
    } else if (event.target.closest(".cx-search") && event.target.matches("input")) {
      model.send({ do: "pick" });
    }
  };
  const clicked = (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button && form.contains(button)) copy(button);
  };
  const start = () => {
    form = el.closest(".cx");
    if (!form) {
      waiting = requestAnimationFrame(start);
      return;
    }
    tidy();
    observer = new MutationObserver(tidy);
    observer.observe(form, { childList: true, subtree: true });
    form.addEventListener("keydown", pressed, true);
    form.addEventListener("click", clicked);
    model.on("change:notes", tidy);
  };
  start();
  return () => {
    cancelAnimationFrame(waiting);
    observer?.disconnect();
    form?.removeEventListener("keydown", pressed, true);
    form?.removeEventListener("click", clicked);
    model.off("change:notes", tidy);
  };
}

export default { render };
