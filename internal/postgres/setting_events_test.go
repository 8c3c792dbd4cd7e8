package postgres_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/suggestion"
	"baton/internal/settings"
)

// A settingChange is a method of the desk, and the event that a call of it leaves: what was done to which noun.
type settingChange struct {
	method, event string
	do            func() error
}

// settingChanges are all that the desk can do, each after what it needs.
func settingChanges(h *household) []settingChange {
	admin := account.Person{ID: ada, Role: account.Admin}
	ctx := context.Background()
	r := &agreement.Reason{List: agreement.Reject, Class: "other", Code: "late", Words: "Too late",
		NextStep: agreement.Close, Quality: agreement.QualityNo}
	team := &account.Team{Name: "APAC", Side: account.Sales, Zone: "Asia/Singapore"}
	p := &account.Person{Email: "sol@company.example", Name: "Sol Silva", Role: account.Rep, Capacity: 12, Weight: 1,
		Teams: members(emea)}
	c := &lead.Campaign{Name: "Fair"}
	spend := &lead.Spend{Starts: h.now, Ends: h.now, Cents: 100}
	persona := &lead.Persona{Name: "Plant manager"}
	note := &lead.FieldNote{Words: "They ask for Rosa Ruiz."}
	token, prefix := account.NewKeyToken()
	day := agreement.OwnDay{On: time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)}
	link, twelve := account.NewToken(), account.DateStyle{Order: account.MonthFirst, Clock12: true}
	signIn := func(token account.Token) (id account.SessionID) {
		_ = h.db.AddSession(ctx, ada, token, "", "", h.now)
		_ = h.sql.QueryRow(ctx, "SELECT id FROM sessions WHERE token_hash = $1", token.Hash).Scan(&id)
		return id
	}
	id := func(noun string) (id int64) {
		_ = h.sql.QueryRow(ctx,
			"SELECT subject_id FROM setting_events WHERE noun = $1 ORDER BY id DESC LIMIT 1", noun).Scan(&id)
		return id
	}
	changeSet := func(d *assign.Draft) error {
		return d.Add(assign.Rule{Name: "France", When: is("country", "FR"), Team: emea})
	}
	settle := func(d *grade.Draft) error { return d.Settle(d.Scoring.Base+1, d.Scoring.Thresholds) }
	return []settingChange{
		{"AddReason", "added reason", func() error { return h.db.AddReason(ctx, admin, r) }},
		{"ChangeReason", "changed reason", func() error { return h.db.ChangeReason(ctx, admin, r) }},
		{"MoveReason", "moved reason", func() error { return h.db.MoveReason(ctx, admin, r.ID, r.Version, true) }},
		{"RetireReason", "retired reason", func() error { return h.db.RetireReason(ctx, admin, r.ID, r.Version+1) }},
		{"RestoreReason", "restored reason", func() error { return h.db.RestoreReason(ctx, admin, r.ID, r.Version+2) }},
		{"AddTeam", "added team", func() error { return h.db.AddTeam(ctx, admin, team, nil) }},
		{"ChangeTeam", "changed team", func() error { return h.db.ChangeTeam(ctx, admin, team, nil) }},
		{"RetireTeam", "retired team", func() error { return h.db.RetireTeam(ctx, admin, team.ID, team.Version) }},
		{"RestoreTeam", "restored team", func() error { return h.db.RestoreTeam(ctx, admin, team.ID, team.Version+1) }},
		{"AddTeamDay", "added team_day", func() error { return h.db.AddTeamDay(ctx, emea, day, admin, h.now) }},
		{"WithdrawTeamDay", "removed team_day",
			func() error { return h.db.WithdrawTeamDay(ctx, emea, id("team_day"), admin, h.now) }},
		{"AddPerson", "added person", func() error { return h.db.AddPerson(ctx, admin, p, account.NewToken(), h.now) }},
		{"ChangePerson", "changed person",
			func() error { _, err := h.db.ChangePerson(ctx, admin, p, h.now); return err }},
		{"SetHours", "changed hours", func() error { return h.db.SetHours(ctx, admin, p.ID, p.Version, nil, "DE", h.now) }},
		{"DisablePerson", "disabled person",
			func() error { _, err := h.db.DisablePerson(ctx, admin, p.ID, p.Version+1, h.now); return err }},
		{"EnablePerson", "enabled person", func() error { return h.db.EnablePerson(ctx, admin, p.ID, p.Version+2) }},
		{"NewPasswordLink", "added password_link",
			func() error { return h.db.NewPasswordLink(ctx, admin, ada, link, h.now) }},
		{"UsePasswordLink", "changed password",
			func() error { _, err := h.db.UsePasswordLink(ctx, link.Secret, "hash one", h.now); return err }},
		{"ChangePassword", "changed password",
			func() error { return h.db.ChangePassword(ctx, admin, "hash one", "hash two", "here", h.now) }},
		{"ChangeEmail", "changed email",
			func() error { return h.db.ChangeEmail(ctx, admin, "ada.berg@company.example", h.now) }},
		{"SetReading", "changed reading",
			func() error { return h.db.SetReading(ctx, admin, account.Reading{Dates: twelve, Zone: "Asia/Tokyo"}) }},
		{"Mute", "changed notifications",
			func() error { return h.db.Mute(ctx, admin, []inbox.Kind{inbox.Reminded}) }},
		{"EndOwnSession", "ended sessions",
			func() error { return h.db.EndOwnSession(ctx, admin, signIn(account.NewToken())) }},
		{"EndOtherSessions", "ended sessions",
			func() error { signIn(account.NewToken()); return h.db.EndOtherSessions(ctx, admin, "here") }},
		{"EndSessions", "ended sessions",
			func() error { signIn(account.NewToken()); return h.db.EndSessions(ctx, admin, ada) }},
		{"SetAway", "added absence", func() error { return h.db.SetAway(ctx, admin, p.ID, time.Time{}, h.now) }},
		{"SetBack", "ended absence", func() error { return h.db.SetBack(ctx, admin, p.ID, h.now) }},
		{"AddAbsence", "added absence",
			func() error {
				return h.db.AddAbsence(ctx, admin, p.ID, h.now.AddDate(0, 0, 1), h.now.AddDate(0, 0, 2), h.now)
			}},
		{"RemoveAbsence", "removed absence",
			func() error { return h.db.RemoveAbsence(ctx, admin, p.ID, id("absence"), h.now) }},
		{"AddCampaign", "added campaign", func() error { return h.db.AddCampaign(ctx, admin, c, "Fair") }},
		{"ChangeCampaign", "changed campaign", func() error { return h.db.ChangeCampaign(ctx, admin, c, "Event") }},
		{"RetireCampaign", "retired campaign", func() error { return h.db.RetireCampaign(ctx, admin, c.ID, c.Version) }},
		{"RestoreCampaign", "restored campaign", func() error { return h.db.RestoreCampaign(ctx, admin, c.ID, c.Version+1) }},
		{"SetInstallation", "changed installation", func() error {
			return h.db.SetInstallation(ctx, lead.Installation{Currency: "USD", Zone: "UTC"}, admin, h.now)
		}},
		{"AddSpend", "added spend",
			func() error { spend.Campaign = c.ID; return h.db.AddSpend(ctx, admin, spend, c.Version+2) }},
		{"RemoveSpend", "removed spend", func() error { return h.db.RemoveSpend(ctx, admin, c.ID, spend.ID, c.Version+3) }},
		{"AddPersona", "added persona", func() error { return h.db.AddPersona(ctx, admin, persona) }},
		{"ChangePersona", "changed persona", func() error { return h.db.ChangePersona(ctx, admin, persona) }},
		{"AddFieldNote", "added field_note",
			func() error { note.Persona = persona.ID; return h.db.AddFieldNote(ctx, admin, note, h.now) }},
		{"ChangeFieldNote", "changed field_note", func() error { return h.db.ChangeFieldNote(ctx, admin, note) }},
		{"PinFieldNote", "pinned field_note",
			func() error { note.Version++; return h.db.PinFieldNote(ctx, admin, note, h.now) }},
		{"UnpinFieldNote", "unpinned field_note",
			func() error { note.Version++; return h.db.UnpinFieldNote(ctx, admin, note) }},
		{"TakeOutFieldNote", "removed field_note",
			func() error { note.Version++; return h.db.TakeOutFieldNote(ctx, admin, note, h.now) }},
		{"RetirePersona", "retired persona",
			func() error { return h.db.RetirePersona(ctx, admin, persona.ID, persona.Version) }},
		{"RestorePersona", "restored persona",
			func() error { return h.db.RestorePersona(ctx, admin, persona.ID, persona.Version+1) }},
		{"AddKey", "added key", func() error {
			return h.db.AddKey(ctx, admin, account.NewKey{Name: "Forms", Scopes: []account.Scope{account.ReadTouches}},
				token, prefix, h.now)
		}},
		{"RevokeKey", "revoked key",
			func() error { return h.db.RevokeKey(ctx, admin, account.KeyID(id("key")), h.now) }},
		{"EditDraft", "changed assignment_draft", func() error { return h.db.EditDraft(ctx, admin, h.now, changeSet) }},
		{"KeepDraft", "changed assignment_draft", func() error { return h.db.KeepDraft(ctx, admin, h.now) }},
		{"TurnOn", "published assignment", func() error { return h.db.TurnOn(ctx, admin, 3, h.now) }},
		{"DropDraft", "removed assignment_draft", func() error { return h.db.DropDraft(ctx, admin) }},
		{"EditScoring", "changed scoring_draft", func() error { return h.db.EditScoring(ctx, admin, h.now, settle) }},
		{"RenewScoringDraft", "changed scoring_draft",
			func() error { return h.db.RenewScoringDraft(ctx, admin, h.now) }},
		{"PublishScoring", "published scoring", func() error { return h.db.PublishScoring(ctx, admin, 2, h.now) }},
		{"RestoreScoring", "restored scoring",
			func() error { return h.db.RestoreScoring(ctx, admin, int(id("scoring"))-1, int(id("scoring")), h.now) }},
		{"DropScoringDraft", "removed scoring_draft", func() error { return h.db.DropScoringDraft(ctx, admin) }},
		{"PutBackModel", "restored model", func() error { return h.db.PutBackModel(ctx, admin, 901, 2, h.now) }},
		{"SetWinDays", "changed win_days", func() error { return h.db.SetWinDays(ctx, admin, 90) }},
		{"Dismiss", "retired suggestion", func() error {
			return h.db.Dismiss(ctx, admin, suggestion.Suggestion{
				Subject: suggestion.Subject{Reason: r.ID, Field: "country"}}, h.now)
		}},
		{"EndDismissal", "restored suggestion", func() error {
			all, err := h.db.Dismissals(ctx)
			return errors.Join(err, h.db.EndDismissal(ctx, admin, all[0].ID, h.now))
		}},
		{"PutFirstDayAside", "retired first_day", func() error { return h.db.PutFirstDayAside(ctx, admin, h.now) }},
		{"TakeFirstDayUp", "restored first_day", func() error { return h.db.TakeFirstDayUp(ctx, admin, h.now) }},
	}
}

func TestEveryChangeOfASettingIsKeptWithWhoDidItAndWhen(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	h.exec(t, `
		INSERT INTO models
			(id, of, number, trained_at, learned_until, follows_from, labels, positives, fields, model, measures, state, why)
		SELECT 900 + n, 'accept', n, $1, $1, $1, 0, 0, '[]', $2, '{}', 'published', ''
		FROM generate_series(1, 2) n`, h.now, likelihood.Fit(nil, nil))
	tried := []string{"SetUp"} // which needs an empty installation, and has a test of its own
	events := 0
	for _, c := range settingChanges(h) {
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.method, err)
		}
		tried = append(tried, c.method)
		events++
		if n := ask[int](t, h, "SELECT count(*) FROM setting_events WHERE by_id = $1 AND at = $2", ada,
			h.now); n != events {
			t.Fatalf("%s: there are %d events of Ada, want %d", c.method, n, events)
		}
		if got := ask[string](t, h,
			"SELECT act || ' ' || noun FROM setting_events ORDER BY id DESC LIMIT 1"); got != c.event {
			t.Errorf("%s: %s, want %s", c.method, got, c.event)
		}
	}
	slices.Sort(tried)
	var methods []string
	for i := range reflect.TypeFor[*settings.Desk]().NumMethod() {
		methods = append(methods, reflect.TypeFor[*settings.Desk]().Method(i).Name)
	}
	if !slices.Equal(tried, methods) {
		t.Errorf("tried %v of %v", tried, methods)
	}
	kept := strings.ToLower(ask[string](t, h,
		"SELECT string_agg(concat_ws(' ', before, after), ' ') FROM setting_events"))
	for _, hidden := range []string{"sol", "silva", "rosa", "ruiz", "@company", "they ask", "hash"} {
		if strings.Contains(kept, hidden) {
			t.Errorf("the events know %q: %s", hidden, kept)
		}
	}
}

func TestAnEventSaysWhatAChangeReplaced(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	r := &agreement.Reason{List: agreement.Reject, Class: "other", Code: "late", Words: "Too late",
		NextStep: agreement.Close, Quality: agreement.QualityNo}
	done(t, h.db.AddReason(context.Background(), account.System, r))
	r.Words = "Came too late"
	done(t, h.db.ChangeReason(context.Background(), account.System, r))
	refused(t, h.db.RetireReason(context.Background(), account.System, r.ID, r.Version+1), errs.Conflict)
	const rows = `
		SELECT string_agg(concat_ws('|', act, before->>'words', after->>'words', by_id), ', ' ORDER BY id)
		FROM setting_events
		WHERE subject_id = $1`
	if got, want := ask[string](t, h, rows, r.ID), "added|Too late, changed|Too late|Came too late"; got != want {
		t.Errorf("the events are %s, want %s", got, want)
	}
}

func TestWhatIsSetAsItWasIsNoEvent(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	by := account.Person{ID: rosa, Email: "rosa@company.example"}
	reading := account.Reading{Dates: account.DateStyle{Order: account.MonthFirst}, Zone: "Asia/Tokyo"}
	for range 2 {
		done(t, h.db.ChangeEmail(ctx, by, "rosa.ruiz@company.example", h.now))
		done(t, h.db.SetReading(ctx, by, reading))
		done(t, h.db.Mute(ctx, by, []inbox.Kind{inbox.Answered}))
		done(t, h.db.EndOtherSessions(ctx, by, "here"))
		done(t, h.db.SetWinDays(ctx, by, 90))
		done(t, h.db.PutFirstDayAside(ctx, by, h.now))
	}
	if got := ask[string](t, h, "SELECT string_agg(noun, ' ' ORDER BY id) FROM setting_events"); got !=
		"email reading notifications win_days first_day" {
		t.Errorf("the events are of %s", got)
	}
	for _, err := range []error{h.db.EndOwnSession(ctx, by, 999), h.db.EndSessions(ctx, by, 999)} {
		if !errors.Is(err, errs.NotFound) {
			t.Errorf("what is not there ends: %v", err)
		}
	}
	refused(t, h.db.ChangePassword(ctx, by, "another", "new", "here", h.now), errs.Conflict)
	problem(t, h.db.ChangeEmail(ctx, by, "ADA@company.example", h.now), "email")
}

func TestTheFirstAdminIsInTheEventOfTheSetup(t *testing.T) {
	t.Parallel()
	h, ctx := emptyHouse(t), context.Background()
	h.exec(t, "UPDATE installation SET setup_token = $1", account.HashToken("first"))
	p := &account.Person{Email: "ada@company.example", Name: "Ada", Capacity: 12}
	done(t, h.db.SetUp(ctx, "first", p, "hash", lead.Installation{Currency: "EUR", Zone: "UTC"}, h.now))
	if by := ask[account.PersonID](t, h,
		"SELECT by_id FROM setting_events WHERE act = 'added' AND noun = 'installation'"); by != p.ID {
		t.Errorf("the setup is an event of %d, want %d", by, p.ID)
	}
}

func TestEventsOfSettingsAreNeitherChangedNorDeleted(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	done(t, h.db.DropDraft(context.Background(), account.Person{ID: ada}))
	for _, sql := range []string{"UPDATE setting_events SET act = 'none'", "DELETE FROM setting_events"} {
		if _, err := h.sql.Exec(context.Background(), sql); err == nil {
			t.Errorf("%s is let through", sql)
		}
	}
}
