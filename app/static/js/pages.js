/* For every page: no double sending, a print button where there is a printer, tables open on paper. All of it may be missing. */
(function () {
  "use strict";

  function each(selector, act) {
    var found = document.querySelectorAll(selector);
    for (var i = 0; i < found.length; i += 1) { act(found[i]); }
  }

  function wake(form) {
    form.removeAttribute("data-sent");
    each("[aria-disabled][data-waiting]", function (button) {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-waiting");
    });
  }

  /* The server refuses doubles anyway; this only spares people the worry of a second tap. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || (form.method || "").toLowerCase() !== "post") { return; }
    if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "yes");
    var buttons = form.querySelectorAll("button, input[type=submit]");
    for (var i = 0; i < buttons.length; i += 1) {
      buttons[i].setAttribute("aria-disabled", "true");
      buttons[i].setAttribute("data-waiting", "yes");
    }
    window.setTimeout(function () { wake(form); }, 15000);
  });

  /* Coming back by the back button must not find a dead form. */
  window.addEventListener("pageshow", function () { each("form[data-sent]", wake); });

  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var opened = [];
  window.addEventListener("beforeprint", function () {
    each("details:not([open])", function (box) { box.setAttribute("open", ""); opened.push(box); });
  });
  window.addEventListener("afterprint", function () {
    while (opened.length) { opened.pop().removeAttribute("open"); }
  });
}());
