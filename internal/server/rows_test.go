package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// A pair is one marketer and the rep who gets their leads, as email addresses.
type pair struct {
	marketer, rep, country string
}

var (
	growthAndNorth = pair{lena, rita, ""}
	eventsAndSouth = pair{otto, uma, "DE"}
)

// A maker makes a row for a pair, and answers the id that a path names it by.
type maker func(w *world, p pair) int64

func (w *world) handed(p pair) desk.Receipt {
	w.t.Helper()
	return w.submit(p.marketer, lead.Lead{Country: p.country})
}

func waiting(w *world, p pair) int64 { return int64(w.handed(p).Handoff) }

func pooled(w *world, p pair) int64 {
	id := waiting(w, p)
	w.exec("UPDATE handoffs SET owner_id = NULL, owned_at = NULL WHERE id = $1", id)
	return id
}

func waitingLead(w *world, p pair) int64 { return int64(w.handed(p).Lead) }

func asked(w *world, p pair) int64 {
	id := w.handed(p).Handoff
	w.must(w.server.Desk.Ask(context.Background(), w.person(p.rep), id, 0, "Since when?"))
	return int64(id)
}

func accepted(w *world, p pair) int64 {
	id := w.handed(p).Handoff
	w.must(w.server.Desk.Accept(context.Background(), w.person(p.rep), id, 0))
	return int64(id)
}

func rejected(w *world, p pair) int64 { return int64(w.sentBack(p).Handoff) }

func returnedLead(w *world, p pair) int64 { return int64(w.sentBack(p).Lead) }

func (w *world) sentBack(p pair) desk.Receipt {
	w.t.Helper()
	r := w.handed(p)
	w.must(w.server.Desk.Reject(context.Background(), w.person(p.rep), r.Handoff, 0, 1, "Nine people work there."))
	return r
}

// mergedLead is a lead into which another was merged.
func mergedLead(w *world, p pair) int64 {
	kept, other := w.sentBack(p), w.sentBack(p)
	_, err := w.server.Desk.Merge(context.Background(), w.person(alba),
		desk.MergeAsk{Survivor: kept.Lead, Other: other.Lead})
	w.must(err)
	return int64(kept.Lead)
}

func (w *world) took(p pair) lead.ID {
	w.t.Helper()
	r := w.handed(p)
	w.must(w.server.Desk.Accept(context.Background(), w.person(p.rep), r.Handoff, 0))
	return r.Lead
}

func acceptedLead(w *world, p pair) int64 { return int64(w.took(p)) }

func contactedLead(w *world, p pair) int64 {
	id := w.took(p)
	w.must(w.server.Desk.LogAttempt(context.Background(), w.person(p.rep), id,
		handoff.Attempt{Kind: "call", Outcome: "reached"}))
	return int64(id)
}

func qualifiedLead(w *world, p pair) int64 {
	id := contactedLead(w, p)
	w.must(w.server.Desk.Qualify(context.Background(), w.person(p.rep), lead.ID(id),
		handoff.Qualification{ValueCents: 1_200_000, ExpectedOn: time.Now().AddDate(0, 1, 0)}))
	return id
}

func goneLead(w *world, p pair) int64 {
	id := lead.ID(contactedLead(w, p))
	w.must(w.server.Desk.Disqualify(context.Background(), w.person(p.rep), id, w.reason("disqualify", "no_need"),
		time.Time{}, ""))
	return int64(id)
}

func wonLead(w *world, p pair) int64 {
	id := qualifiedLead(w, p)
	w.must(w.server.Desk.Win(context.Background(), w.person(p.rep), lead.ID(id), 1_000_000))
	return id
}

func lostLead(w *world, p pair) int64 {
	id := qualifiedLead(w, p)
	w.must(w.server.Desk.Lose(context.Background(), w.person(p.rep), lead.ID(id), w.reason("disqualify", "no_budget"), ""))
	return id
}

func restingLead(w *world, p pair) int64 {
	id := contactedLead(w, p)
	w.must(w.server.Desk.Recycle(context.Background(), w.person(p.rep), lead.ID(id), time.Now().AddDate(0, 0, 9), ""))
	return id
}

func disputed(w *world, p pair) int64 {
	id := w.sentBack(p).Handoff
	w.must(w.server.Desk.Dispute(context.Background(), w.person(p.marketer), id, "They are 220."))
	return int64(id)
}

// reason is the reason with a code.
func (w *world) reason(list, code string) agreement.ReasonID {
	w.t.Helper()
	return agreement.ReasonID(w.number("SELECT id FROM reasons WHERE list = $1 AND code = $2", list, code))
}

func draft(w *world, p pair) int64 {
	receipt, err := w.server.Desk.SaveDraft(context.Background(), w.person(p.marketer), 0,
		desk.Submission{Lead: lead.Lead{Name: "Half a lead", Country: p.country}})
	w.must(err)
	return int64(receipt.Lead)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// aBusyDay fills a world with something of everything, so that each page has rows to show.
func aBusyDay(t testing.TB, w *world) {
	t.Helper()
	for _, make := range []maker{waiting, waiting, pooled, asked, rejected, accepted, contactedLead, qualifiedLead, draft,
		goneLead, wonLead, lostLead, restingLead, disputed} {
		make(w, growthAndNorth)
	}
	waiting(w, eventsAndSouth)
	rejected(w, eventsAndSouth)
}

// dud is a handoff that was rejected for good, for a reason that counts against quality.
func dud(w *world, p pair) int64 {
	id := rejected(w, p)
	w.exec("UPDATE handoffs SET verdict_at = verdict_at - interval '1 hour' WHERE id = $1", id)
	w.exec(`
		INSERT INTO assignment_log (handoff_id, at, team_id, person_id, sentence)
		SELECT id, now(), team_id, owner_id, 'Routed'
		FROM handoffs
		WHERE id = $1
		ON CONFLICT DO NOTHING`, id)
	return id
}

// tomorrow is a day that a decision can be expected on, as a form sends it.
func tomorrow() string { return time.Now().AddDate(0, 0, 1).Format(time.DateOnly) }

// added makes a row by a statement that gets a number of its own, and answers its id.
func added(sql string) maker {
	return func(w *world, _ pair) int64 {
		w.t.Helper()
		return w.number(sql, unique())
	}
}

var (
	aGoal = added(`
		INSERT INTO goals (metric, starts_on, ends_on, target)
		SELECT 'accepted', date '2026-01-01' + $1::int, date '2027-01-01' + $1::int, 10
		RETURNING id`)
	aGoneGoal = added(`
		INSERT INTO goals (metric, starts_on, ends_on, target)
		SELECT 'accepted', current_date - 60 - $1::int, current_date - 30, 10
		RETURNING id`)
	aCampaign = added(`
		WITH c AS (INSERT INTO campaigns (name) VALUES ('Campaign ' || $1::int) RETURNING id)
		INSERT INTO spend (id, campaign_id, starts_on, ends_on, amount)
		SELECT id, id, '2026-01-01', '2026-01-31', 10
		FROM c
		RETURNING id`)
	aPersona = added("INSERT INTO personas (name) VALUES ('Persona ' || $1::int) RETURNING id")
	aReason  = added(`
		INSERT INTO reasons (list, class, code, words, next_step, quality, position)
		VALUES ('reject', 'clerical', 'reason_' || $1::int, 'Reason ' || $1::int, 'return', 'data', 10000 + $1::int)
		RETURNING id`)
	aRule = added(`
		WITH gone AS (DELETE FROM assignment_drafts)
		INSERT INTO assignment_rules (position, name, condition, team_id)
		VALUES (10000 + $1::int, 'Rule ' || $1::int, '{"field": "country", "op": "is", "value": ["FR"]}', 4)
		RETURNING id`)
	aFitRule = added("WITH gone AS (DELETE FROM scoring_drafts) SELECT 1 + 0 * $1::int")
	aPerson  = added(`
		INSERT INTO people (email, name, role)
		VALUES ('person-' || $1::int || '@baton.example', 'Person ' || $1::int, 'rep')
		RETURNING id`)
	aKey = added(`
		INSERT INTO api_keys (name, person_id, prefix, token_hash, scopes, created_by, created_at)
		VALUES ('Key ' || $1::int, 1, 'baton_AAAAAA', sha256($1::int::text::bytea), '{touches:write}', 8, now())
		RETURNING id`)
	aTeam = added("INSERT INTO teams (name, side) VALUES ('Team ' || $1::int, 'sales') RETURNING id")
)

// aFieldNote is a note of the pair's rep on a persona of its own, aPinnedNote one that their manager pinned.
func aFieldNote(w *world, p pair) int64 {
	return w.number(`
		INSERT INTO field_notes (persona_id, words, by_id, at)
		VALUES ($1, 'They ask for the price first.', $2, now())
		RETURNING id`, aPersona(w, p), w.person(p.rep).ID)
}

func aPinnedNote(w *world, p pair) int64 {
	id := aFieldNote(w, p)
	w.exec("UPDATE field_notes SET pinned_by = 6, pinned_at = now() WHERE id = $1", id)
	return id
}

// retired makes a row of a table that is in use no more.
func retired(make maker, table string) maker {
	return func(w *world, p pair) int64 {
		id := make(w, p)
		w.exec("UPDATE "+table+" SET retired_at = now() WHERE id = $1", id)
		return id
	}
}

func disabled(w *world, p pair) int64 {
	id := aPerson(w, p)
	w.exec("UPDATE people SET disabled_at = now() WHERE id = $1", id)
	return id
}

func awayPerson(w *world, p pair) int64 {
	id := aPerson(w, p)
	w.exec("INSERT INTO absences (person_id, starts_at) VALUES ($1, now() - interval '1 hour')", id)
	return id
}

// plannedAbsence is a person with an absence of the same number.
func plannedAbsence(w *world, p pair) int64 {
	id := aPerson(w, p)
	w.exec(`
		INSERT INTO absences (id, person_id, starts_at, ends_at)
		VALUES ($1, $1, now() + interval '1 day', now() + interval '2 days')`, id)
	return id
}

// plannedDay is a team with a day off of the same number.
func plannedDay(w *world, p pair) int64 {
	id := aTeam(w, p)
	w.exec(`
		INSERT INTO team_days (id, team_id, day, added_by, added_at) OVERRIDING SYSTEM VALUE
		VALUES ($1, $1, current_date + 1, $2, now())`, id, w.person(alba).ID)
	return id
}

// anAbsence is one that a rep has ahead, aNote something that they were told.
func anAbsence(w *world, p pair) int64 {
	return w.number(`
		INSERT INTO absences (person_id, starts_at, ends_at)
		VALUES ($1, now() + interval '1 day', now() + interval '2 days')
		RETURNING id`, w.person(p.rep).ID)
}

func aSession(w *world, p pair) int64 {
	return w.number(`
		INSERT INTO sessions (token_hash, person_id)
		VALUES (sha256(gen_random_uuid()::text::bytea), $1)
		RETURNING id`, w.person(p.rep).ID)
}

func aNote(w *world, p pair) int64 {
	r := w.handed(p)
	return w.number(`
		INSERT INTO notifications (person_id, kind, lead_id, handoff_id, about, at)
		VALUES ($1, 'answer', $2, $3, '', now())
		RETURNING id`, w.person(p.rep).ID, r.Lead, r.Handoff)
}

func waitingForADate(w *world, p pair) int64 {
	id := waiting(w, p)
	w.must(w.server.Desk.WaitFor(context.Background(), w.person(p.rep), handoff.ID(id), 0, time.Now().AddDate(0, 0, 3)))
	return id
}

// anImport is a file that was uploaded and not imported yet.
func anImport(w *world, p pair) int64 {
	w.t.Helper()
	n := unique()
	file := fmt.Sprintf("Name,E-mail\nRow %d,row-%d@file.example\n", n, n)
	id := w.number(`
		INSERT INTO imports (name, file_hash, bytes, imported_by)
		VALUES ('leads.csv', $1::text, $2, $3)
		RETURNING id`, fmt.Sprint("hash ", n), len(file), w.person(p.marketer).ID)
	w.exec("INSERT INTO import_files (import_id, part, content) VALUES ($1, 0, $2)", id, []byte(file))
	return id
}

// firstVersion is the version of the agreement that comes with Baton.
func firstVersion(*world, pair) int64 { return 1 }

// aDismissal is a suggestion that somebody put aside, each of a part of its own.
func aDismissal(w *world, _ pair) int64 {
	return w.number(`
		INSERT INTO suggestion_dismissals (reason_id, part, part_id, field, condition, came_back, answered, held_back,
			dismissed_by, dismissed_at)
		VALUES (1, 'campaign', $1, 'company_size', '{"field": "company_size", "op": "at_least", "value": [50]}', 24, 63, 22,
			3, now())
		RETURNING id`, unique())
}
