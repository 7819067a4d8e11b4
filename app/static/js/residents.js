/* For residents: keeps answers not yet sent, clears the other picks for an exclusive option, reads aloud. All of it may be missing. */
(function () {
  "use strict";

  var KEEP_MS = 14 * 24 * 3600 * 1000;
  var PREFIX = "draft:";

  function each(root, selector, act) {
    var found = root.querySelectorAll(selector);
    for (var i = 0; i < found.length; i += 1) { act(found[i]); }
  }

  function store() {
    try {
      window.localStorage.setItem(PREFIX + "test", "1");
      window.localStorage.removeItem(PREFIX + "test");
      return window.localStorage;
    } catch (error) { return null; }
  }

  function fields(form, act) {
    each(form, "input, textarea, select", function (field) {
      var kind = (field.type || "").toLowerCase();
      if (field.name && kind !== "hidden" && kind !== "password" && kind !== "file") { act(field, kind); }
    });
  }

  function save(memory, form, key) {
    var values = [];
    fields(form, function (field, kind) {
      if (kind === "radio" || kind === "checkbox") {
        if (field.checked) { values.push([field.name, field.value]); }
      } else if (field.value) { values.push([field.name, field.value]); }
    });
    try {
      memory.setItem(key, JSON.stringify({ at: new Date().getTime(), values: values }));
    } catch (error) { /* a full or forbidden store must not disturb answering */ }
  }

  function recall(memory, key) {
    try {
      var kept = JSON.parse(memory.getItem(key) || "null");
      if (kept && new Date().getTime() - kept.at < KEEP_MS) { return kept.values; }
      memory.removeItem(key);
    } catch (error) { memory.removeItem(key); }
    return null;
  }

  function restore(form, values) {
    var changed = false;
    fields(form, function (field, kind) {
      for (var i = 0; i < values.length; i += 1) {
        if (values[i][0] === field.name) {
          if (kind !== "radio" && kind !== "checkbox") {
            if (!field.value) { field.value = values[i][1]; changed = true; }
          } else if (values[i][1] === field.value && !field.checked) { field.checked = true; changed = true; }
        }
      }
    });
    return changed;
  }

  function keepDrafts(memory) {
    each(document, "form[data-draft]", function (form) {
      var key = PREFIX + form.getAttribute("data-draft");
      var values = form.getAttribute("data-answered") ? null : recall(memory, key);
      if (values && restore(form, values)) {
        each(form, "[data-draft-note]", function (note) { note.hidden = false; });
      }
      form.addEventListener("change", function () { save(memory, form, key); });
      form.addEventListener("input", function () { save(memory, form, key); });
    });
    each(document, "[data-draft-done]", function (mark) {
      memory.removeItem(PREFIX + mark.getAttribute("data-draft-done"));
    });
  }

  /* Captured, so that the draft is written after the other picks are cleared. */
  document.addEventListener("change", function (event) {
    var picked = event.target;
    if (picked.type !== "checkbox" || !picked.checked || !picked.form) { return; }
    each(picked.form, "input[type=checkbox]", function (other) {
      var clashes = picked.hasAttribute("data-exclusive") || other.hasAttribute("data-exclusive");
      if (other !== picked && other.name === picked.name && clashes) { other.checked = false; }
    });
  }, true);

  function readAloud() {
    var voice = window.speechSynthesis;
    if (!voice || !window.SpeechSynthesisUtterance) { return; }
    each(document, "[data-read]", function (button) {
      var text = document.getElementById(button.getAttribute("data-read"));
      if (!text) { return; }
      button.hidden = false;
      button.addEventListener("click", function () {
        if (voice.speaking) { voice.cancel(); return; }
        var words = new window.SpeechSynthesisUtterance(text.textContent);
        words.lang = "zh-CN";
        words.rate = 0.85;
        voice.speak(words);
      });
    });
    window.addEventListener("pagehide", function () { voice.cancel(); });
  }

  var memory = store();
  if (memory) { keepDrafts(memory); }
  readAloud();
}());
