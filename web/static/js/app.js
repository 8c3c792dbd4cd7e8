// What Baton's pages can do beyond links and forms. Everything here only improves: without it every action is a form
// and every place is a link.
import "./navigate.js";
import "./forms.js";
import "./keep.js";
import "./keys.js";
import "./live.js";
import "./preview.js";
import "./unfold.js";
import "./condition.js";
import "./zone.js";
import "./back.js";
import "./copy.js";
