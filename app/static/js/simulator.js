/* The telephone shows its newest message, and notices what arrives later. Without it the page works by hand. */
(function () {
  "use strict";

  var EVERY_MS = 4000;

  function toTheEnd() {
    var chat = document.getElementById("chat");
    if (chat) { chat.scrollTop = chat.scrollHeight; }
  }

  function take(fresh) {
    var old = document.getElementById("chat");
    var next = fresh && fresh.getElementById("chat");
    if (!old || !next || old.getAttribute("data-newest") === next.getAttribute("data-newest")) { return; }
    old.innerHTML = next.innerHTML;
    old.setAttribute("data-newest", next.getAttribute("data-newest"));
    toTheEnd();
  }

  function look() {
    if (document.hidden) { return; }
    var request = new XMLHttpRequest();
    request.open("GET", window.location.pathname);
    request.responseType = "document";
    request.onload = function () { if (request.status === 200) { take(request.response); } };
    request.send();
  }

  /* Beside the telephone there is room for the list; under a thumb there is not. */
  var list = document.querySelector(".sim-side .sim-fold");
  if (list && window.matchMedia("(min-width: 720px)").matches) { list.setAttribute("open", ""); }

  toTheEnd();
  if (document.getElementById("chat")) { window.setInterval(look, EVERY_MS); }

  /* One open tab of the menu at a time, as on a telephone. */
  document.addEventListener("toggle", function (event) {
    var tab = event.target;
    if (!tab.open || !tab.parentNode || !tab.parentNode.parentNode || tab.parentNode.parentNode.className !== "menu-tabs") { return; }
    var others = document.querySelectorAll(".menu-tabs details[open]");
    for (var i = 0; i < others.length; i += 1) {
      if (others[i] !== tab) { others[i].removeAttribute("open"); }
    }
  }, true);
}());
