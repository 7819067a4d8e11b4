/* Visits written down without a network: kept on this telephone, sent once each when there is one. All of it may be missing. */
(function () {
  "use strict";

  var KEEP_MS = 14 * 24 * 3600 * 1000;
  var PREFIX = "visits:";
  var AGAIN_MS = 20000;
  var box = document.querySelector("[data-rounds]");
  var memory = store();
  if (!box || !memory) { return; }

  var shelf = PREFIX + box.getAttribute("data-who");
  var isSending = false;
  var mayLeave = false;

  function store() {
    try {
      window.localStorage.setItem(PREFIX + "test", "1");
      window.localStorage.removeItem(PREFIX + "test");
      return window.localStorage;
    } catch (error) { return null; }
  }

  function drafts() {
    try {
      var oldest = new Date().getTime() - KEEP_MS;
      return (JSON.parse(memory.getItem(shelf) || "[]") || []).filter(function (one) { return one.at > oldest; });
    } catch (error) { return []; }
  }

  /* False when the telephone has no room left: then the form is sent as forms are. */
  function keep(list) {
    try {
      if (list.length) { memory.setItem(shelf, JSON.stringify(list)); } else { memory.removeItem(shelf); }
      return true;
    } catch (error) { return false; }
  }

  function change(key, act) {
    keep(drafts().map(function (one) { if (one.key === key) { act(one); } return one; }));
  }

  function drop(key) { keep(drafts().filter(function (one) { return one.key !== key; })); }

  function newKey() {
    var bytes = new Uint8Array(16), text = "";
    window.crypto.getRandomValues(bytes);
    for (var i = 0; i < bytes.length; i += 1) { text += (bytes[i] + 256).toString(16).slice(1); }
    return text;
  }

  function part(name) { return box.querySelector("[data-" + name + "]"); }

  function show(name, isShown) { part(name).hidden = !isShown; }

  function tell(draft, word) {
    var home = document.querySelector('[data-home="' + draft.fields.room + '"] [data-state]');
    if (home && draft.url === box.getAttribute("data-url")) { home.textContent = draft.said + " · " + box.getAttribute(word); }
  }

  function paint() {
    var list = drafts(), lines = part("refused"), waiting = 0;
    lines.textContent = "";
    list.forEach(function (one) {
      if (!one.refused) { waiting += 1; tell(one, "data-waits"); return; }
      var line = part("refused-line").content.cloneNode(true);
      line.querySelector("[data-words]").textContent = one.label + " · " + one.said + " · " + one.refused;
      line.querySelector("[data-drop]").addEventListener("click", function () { drop(one.key); paint(); });
      lines.appendChild(line);
    });
    part("count").textContent = String(waiting);
    show("some", waiting > 0);
    show("none", waiting === 0);
    show("send-row", waiting > 0);
    return waiting;
  }

  function bodyOf(draft) {
    var token = document.querySelector("input[name=csrf_token]");
    var pairs = ["csrf_token=" + encodeURIComponent(token ? token.value : ""), "key=" + draft.key];
    Object.keys(draft.fields).forEach(function (name) {
      pairs.push(name + "=" + encodeURIComponent(draft.fields[name]));
    });
    return pairs.join("&");
  }

  function answerOf(request) {
    try { return JSON.parse(request.responseText); } catch (error) { return {}; }
  }

  function settle(draft, answer) {
    if (answer.state === "kept" || answer.state === "known") {
      drop(draft.key);
      tell(draft, "data-kept");
      return true;
    }
    if (answer.state === "refused") {
      change(draft.key, function (one) { one.refused = answer.words; });
      return true;
    }
    return false;
  }

  /* One after the other, oldest first; what was lost on the way is sent again under the same key. */
  function send() {
    var next = drafts().filter(function (one) { return !one.refused; })[0];
    if (!next || isSending) { paint(); return; }
    isSending = true;
    var request = new XMLHttpRequest();
    request.open("POST", next.url);
    request.timeout = 15000;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.onload = function () {
      var isSettled = settle(next, answerOf(request));
      isSending = false;
      show("signed-out", !isSettled && request.status < 500);
      paint();
      if (isSettled) { send(); }
    };
    request.onerror = request.ontimeout = function () { isSending = false; paint(); };
    request.send(bodyOf(next));
  }

  function draftOf(form) {
    var picked = form.querySelector("input[name=outcome]:checked"), now = new Date();
    return {
      key: newKey(),
      at: now.getTime(),
      url: form.getAttribute("action"),
      label: form.getAttribute("data-label"),
      said: form.querySelector('label[for="' + picked.id + '"]').textContent.trim(),
      fields: {
        room: form.elements.room.value,
        outcome: picked.value,
        again_at: picked.value === "again" ? form.elements.again_at.value : "",
        note: form.elements.note.value,
        visited_at: now.toISOString()
      }
    };
  }

  function lacksTime(form) {
    var again = form.elements.again_at, picked = form.querySelector("input[name=outcome]:checked");
    again.required = Boolean(picked && picked.value === "again");
    return !form.checkValidity();
  }

  function listen(form) {
    form.addEventListener("submit", function (event) {
      if (lacksTime(form)) { event.preventDefault(); form.reportValidity(); return; }
      var list = drafts();
      list.push(draftOf(form));
      if (!keep(list)) { return; }
      event.preventDefault();
      form.reset();
      form.parentNode.removeAttribute("open");
      paint();
      send();
    });
  }

  /* Whoever signs in next on this telephone must not find what somebody else wrote down. */
  function forgetAll() {
    Object.keys(memory).forEach(function (name) {
      if (name.indexOf(PREFIX) === 0) { memory.removeItem(name); }
    });
  }

  function guardLeaving() {
    document.addEventListener("submit", function (event) {
      if (!/\/sign-out$/.test(event.target.getAttribute("action") || "")) { return; }
      if (paint() && !mayLeave) {
        event.preventDefault();
        event.stopPropagation();
        show("stay", true);
        mayLeave = true;
        return;
      }
      mayLeave = true;
      forgetAll();
    }, true);
    window.addEventListener("beforeunload", function (event) {
      if (!mayLeave && paint()) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  box.hidden = false;
  Array.prototype.forEach.call(document.querySelectorAll("form[data-visit]"), listen);
  part("send").addEventListener("click", send);
  window.addEventListener("online", send);
  window.setInterval(function () { if (navigator.onLine !== false) { send(); } }, AGAIN_MS);
  guardLeaving();
  send();
}());
