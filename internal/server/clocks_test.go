package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"baton/internal/jobs"
	"baton/internal/lead"
)

// work has the jobs of this world done once, by its own clock.
func (w *world) work() {
	w.t.Helper()
	stop, err := jobs.Start(context.Background(), w.db.River(), w.db, w.server.Desk, nil, slog.New(w.log))
	w.must(err)
	w.t.Cleanup(stop)
}

// promise has the agreement ask for a verdict and a first contact within an hour, and pass on what lapses.
func (w *world) promise() {
	w.t.Helper()
	w.exec(`
		UPDATE agreements
		SET terms = terms || '{
			"reassign": true,
			"decide": {"A": 60, "B": 60, "C": 60, "D": 60},
			"first_contact": {"A": 60, "B": 60, "C": 60, "D": 60}
		}'`)
	w.exec("UPDATE installation SET policy_version = policy_version + 1")
}

// aLapse lets Rita's hour pass: the lead goes on to Sami, whose queue shows it, and the manager hears of it; both
// screens are live.
func aLapse(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	w.promise()
	receipt := w.submit(lena, lead.Lead{Name: "Ines Ortega"})
	w.exec("UPDATE people SET capacity = 5 WHERE email = $1", sami)
	rep, boss := w.open(t, chromium, sami), w.open(t, chromium, walt)
	rep.visit("/queue")
	rep.reads("Nothing waits for you.")
	boss.visit("/inbox")
	boss.reads("Nothing new.")
	boss.live(2)
	w.wait(61 * time.Minute)
	w.work()
	rep.until("the lead appears to the next rep", fmt.Sprintf(`document.querySelector("#row-%d")`, receipt.Handoff))
	rep.until("with an hour of their own",
		fmt.Sprintf(`/(59 min|1 h) left/.test(document.querySelector("#row-%d").innerText)`, receipt.Handoff))
	boss.reads("Rita Vale missed the deadline.")
	boss.until("the rail counts it",
		`[...document.querySelectorAll("#rail-wide a")].some((a) => /Inbox\s*1/.test(a.innerText))`)
	boss.fits()
	boss.pressButton("Mark as read")
	boss.reads("Nothing new.")
	boss.visit("/inbox?view=all")
	boss.reads("Ines Ortega")
	rep.visit("/inbox")
	rep.reads("Rita Vale missed the deadline. It is yours to answer now.")
	rep.visit(fmt.Sprintf("/leads/%d", receipt.Lead))
	rep.reads("Offered to Sami Oko: Rita Vale missed the deadline, 1 of 5 open")
	rep.reads("Rita Vale missed the deadline")
}

// aNamedDate has a rep note when a lead wants to be called, in the queue and again once the lead is accepted.
func aNamedDate(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	receipt := w.submit(lena, lead.Lead{Name: "Ines Ortega"})
	rep := w.open(t, chromium, rita)
	rep.expects("status of 422")
	rep.visit("/queue")
	rep.until("the lead is there", `document.querySelector(".lead-name")?.textContent === "Ines Ortega"`)
	rep.press("w")
	rep.until("w asks for the day", `document.activeElement.name === "until"`)
	day := time.Now().UTC().AddDate(0, 0, 12)
	rep.value(fmt.Sprintf(`document.activeElement.value = %q`, "2020-01-01"))
	rep.submit("/snooze")
	rep.reads("Choose a day from tomorrow on, within a year.")
	rep.value(fmt.Sprintf(`document.querySelector("input[name=until]").value = %q`, day.Format(time.DateOnly)))
	rep.submit("/snooze")
	rep.reads("Waits until " + day.Format("2 Jan"))
	rep.reads("Rita Vale noted a date named by the lead: " + day.Format("2 January 2006"))
	rep.pressButton("Resume the clock")
	rep.reads("Rita Vale resumed the clock")
	rep.fits()
	w.must(w.server.Desk.Accept(context.Background(), w.person(rita), receipt.Handoff, 0))
	rep.visit(fmt.Sprintf("/leads/%d?act=wait", receipt.Lead))
	rep.value(fmt.Sprintf(`document.querySelector("input[name=until]").value = %q`, day.Format(time.DateOnly)))
	rep.submit("/snooze")
	rep.reads("The lead asked to be called on " + day.Format("2 January"))
	rep.fits()
}

// The numbers of the board are the same for everybody; the leads behind them are those that each may see, and the rest
// is counted.
func TestTheBoardOfTheUncontactedLeadsToWhatItCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.promise()
	for range 3 {
		acceptedLead(w, growthAndNorth)
	}
	acceptedLead(w, eventsAndSouth)
	contactedLead(w, growthAndNorth)
	w.wait(61 * time.Minute)
	acceptedLead(w, growthAndNorth)
	for _, who := range []string{lena, otto, rita, walt, alba} {
		board := w.as(who).get("/dashboard/uncontacted")
		for _, words := range []string{"5 leads accepted and not contacted, 4 of them overdue", "Rita Vale North 4 1 h 01 3",
			"Uma Lind South 1 1 h 01 1"} {
			if !strings.Contains(strings.Join(strings.Fields(board.text()), " "), words) {
				t.Errorf("%s does not read %q: %s", who, words, board.main())
			}
		}
	}
	for _, tc := range []struct {
		who, path string
		rows      int
		words     string
	}{
		{rita, "?of=4", 4, "4 leads accepted and not contacted"},
		{rita, "?of=4&late=1", 3, "3 leads accepted and not contacted on time"},
		{rita, "?of=all", 4, "1 more belongs to other teams"},
		{rita, "?of=7", 0, "1 more belongs to other teams"},
		{alba, "?of=all&late=1", 4, "4 leads accepted and not contacted on time"},
	} {
		a := w.as(tc.who).get("/dashboard/uncontacted" + tc.path)
		n := len(all(a.doc, func(n *html.Node) bool { return n.Data == "tr" && strings.HasPrefix(attr(n, "id"), "lead-") }))
		if n != tc.rows || !strings.Contains(a.text(), tc.words) {
			t.Errorf("%s at %s: %d rows, want %d and %q: %s", tc.who, tc.path, n, tc.rows, tc.words, a.main())
		}
	}
	if a := w.as(rita).get("/dashboard/uncontacted?of=nobody"); a.status != 404 {
		t.Errorf("of nobody: %d", a.status)
	}
	if got := w.as(lena).get("/dashboard").text(); !strings.Contains(strings.Join(strings.Fields(got), " "),
		"5 leads accepted and not contacted, 4 of them overdue") {
		t.Error("the dashboard does not have the board")
	}
}

func TestWhatIsWrongWithACalendarIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(alba)
	for _, tc := range []struct {
		path  string
		form  []string
		words string
	}{
		{"/teams/3", []string{"version", "1", "name", "North", "side", "sales", "zone", "Nowhere/Land"},
			"Choose the time zone of the team"},
		{"/teams/3", []string{"version", "1", "name", "North", "side", "sales", "zone", "UTC", "country", "AQ"},
			"The public holidays of this country are not known"},
		{"/teams/3", []string{"version", "1", "name", "North", "side", "sales", "zone", "UTC", "hours_1_from", "09:00",
			"hours_1_to", "13:00", "hours_1_from_2", "12:00", "hours_1_to_2", "18:00"},
			"On Monday, two working times overlap. Make them one."},
		{"/people/4/hours", []string{"version", "1", "hours_2_from", "18:00", "hours_2_to", "18:00"},
			"On Tuesday, work must end after it begins"},
		{"/people/4/hours", []string{"version", "1", "hours_2_from", "09:00", "hours_2_to", "06:00"},
			"On Tuesday, work lasts more than 16 hours and ends on the next day."},
		{"/people/4/hours", []string{"version", "1", "country", "AQ"}, "The public holidays of this country are not known"},
		{"/people/4/absences", []string{"from", "2099-01-10", "to", "2099-01-09"},
			"This is before the first day. Choose the last day away."},
	} {
		before := w.rows()
		a := admin.post(tc.path, tc.form...)
		if a.status != 422 || !strings.Contains(a.text(), tc.words) {
			t.Errorf("%s %v: %d, without %q: %.300s", tc.path, tc.form, a.status, tc.words, a.main())
		}
		unchanged(t, w, before)
	}
	rep := w.as(rita)
	first, last := time.Now().AddDate(0, 0, 3), time.Now().AddDate(0, 0, 4)
	if a := rep.post("/me/absences", "from", last.Format(time.DateOnly), "to",
		first.Format(time.DateOnly)); a.status != 422 || !strings.Contains(a.text(), "This is before the first day.") ||
		!strings.Contains(a.body, last.Format(time.DateOnly)) {
		t.Errorf("an absence that ends before it starts: %d %.300s", a.status, a.main())
	}
	if a := rep.post("/me/absences", "from", first.Format(time.DateOnly), "to",
		last.Format(time.DateOnly)); a.status != 303 {
		t.Errorf("an absence: %d %.300s", a.status, a.main())
	}
	if n := w.number(`
		SELECT count(*)
		FROM absences
		WHERE person_id = 4 AND ends_at - starts_at = interval '2 days'`); n != 1 {
		t.Errorf("%d absences of two days", n)
	}
	if a := rep.post("/me/absence"); a.status != 303 || !strings.Contains(rep.get("/me/hours").text(), "I am back") {
		t.Errorf("out of office from now: %d", a.status)
	}
	receipt := w.submit(lena, lead.Lead{})
	if receipt.Owner != 0 {
		t.Error("a rep who is out of office is offered a lead")
	}
	if a := rep.send("POST", "/me/absence", strings.NewReader(form("_method", "DELETE")), formKind); a.status != 303 {
		t.Errorf("back: %d", a.status)
	}
	if n := w.number("SELECT count(*) FROM absences WHERE person_id = 4 AND starts_at > now()"); n != 1 {
		t.Error("who is back loses the absence that lies ahead")
	}
}

// An absence of the owner's and a holiday of the team's move the time that a lead has.
func TestAClockPassesOverTheOwnersAbsence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.promise()
	admin := w.as(alba)
	today := w.now().UTC().Truncate(24 * time.Hour)
	if a := admin.post("/people/4/absences", "from", today.AddDate(0, 0, 1).Format(time.DateOnly), "to",
		today.AddDate(0, 0, 7).Format(time.DateOnly)); a.status != 303 {
		t.Fatalf("%d %.300s", a.status, a.main())
	}
	w.wait(today.Add(24*time.Hour - 30*time.Minute).Sub(w.now())) // half an hour before it begins
	receipt := w.submit(lena, lead.Lead{})
	due := one[time.Time](w, "SELECT due_at FROM handoffs WHERE id = $1", receipt.Handoff)
	if want := today.AddDate(0, 0, 8).Add(30 * time.Minute); due.Sub(want).Abs() > time.Minute {
		t.Errorf("due %s, want %s", due, want)
	}
}
