package server_test

import (
	"context"
	"testing"
)

// helpIsOneKeyAway goes from a page to what the help says of it, by way of the list of keys.
func helpIsOneKeyAway(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	waiting(w, growthAndNorth)
	rep := w.open(t, chromium, rita)
	rep.visit("/queue")
	rep.press("?")
	rep.until("the list of keys is open", `document.querySelector("#keys").open`)
	rep.click(`#keys a[href^="/help"]`)
	rep.until("the help is at the queue", `location.pathname + location.hash === "/help#the-queue"`)
	rep.until("its part is in sight",
		`(() => {
			const top = document.getElementById("the-queue")?.getBoundingClientRect().top;
			return top >= 0 && top < innerHeight / 2;
		})()`)
	rep.until("the list of keys is gone", `!document.querySelector("#keys").open`)
	rep.click(`.help-contents a[href="#the-clocks"]`)
	rep.until("another part is in sight",
		`(() => {
			const top = document.getElementById("the-clocks").getBoundingClientRect().top;
			return top >= 0 && top < innerHeight / 2;
		})()`)
}
