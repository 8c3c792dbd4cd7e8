package server

import (
	"context"
	"iter"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
	"baton/internal/server/hours"
)

// HouseStore is what keeping house asks of the database. A change names the version of what it changes; when that is not the current
// one, it answers a Conflict in words.
type HouseStore interface {
	peopleStore
	doorStore
	hours.Store
	dayStore
	installationStore
	teamStore
	campaignStore
	personaStore
	reasonStore
	ruleStore
	scoringStore
	keyStore
	modelStore
}

type peopleStore interface {
	Holders(ctx context.Context, view lead.HolderView, search string, team account.TeamID, after account.PersonID, at time.Time) (lead.HolderList, error)
	Holder(ctx context.Context, id account.PersonID, at time.Time) (lead.Holder, error)
	AddPerson(ctx context.Context, p *account.Person, link account.Token, at time.Time) error
	ChangePerson(ctx context.Context, by account.Person, p *account.Person, at time.Time) (back bool, err error)
	DisablePerson(ctx context.Context, by account.Person, id account.PersonID, version int, at time.Time) (back bool, err error)
	EnablePerson(ctx context.Context, id account.PersonID, version int) error
	EndSessions(ctx context.Context, person account.PersonID) error
	SetAway(ctx context.Context, id account.PersonID, until, at time.Time) error
	SetBack(ctx context.Context, id account.PersonID, at time.Time) error
}

type doorStore interface {
	NewPasswordLink(ctx context.Context, person account.PersonID, link account.Token, at time.Time) error
	PasswordLink(ctx context.Context, secret string, at time.Time) (p account.Person, until time.Time, err error)
	UsePasswordLink(ctx context.Context, secret, newPasswordHash string, at time.Time) (account.PersonID, error)
	SetUp(ctx context.Context, secret string, p *account.Person, passwordHash string, company lead.Installation, at time.Time) error
}

type teamStore interface {
	TeamHolds(ctx context.Context) (map[account.TeamID]lead.TeamHold, error)
	AddTeam(ctx context.Context, t *account.Team, week []agreement.Interval) error
	ChangeTeam(ctx context.Context, t *account.Team, week []agreement.Interval) error
	RetireTeam(ctx context.Context, id account.TeamID, version int) error
	RestoreTeam(ctx context.Context, id account.TeamID, version int) error
}

type campaignStore interface {
	CampaignLines(ctx context.Context) ([]lead.CampaignLine, error)
	SpendOf(ctx context.Context, id lead.CampaignID) ([]lead.Spend, error)
	AddCampaign(ctx context.Context, c *lead.Campaign, source string) error
	ChangeCampaign(ctx context.Context, c *lead.Campaign, source string) error
	RetireCampaign(ctx context.Context, id lead.CampaignID, version int) error
	RestoreCampaign(ctx context.Context, id lead.CampaignID, version int) error
	AddSpend(ctx context.Context, by account.Person, s *lead.Spend, version int) error
	RemoveSpend(ctx context.Context, campaign lead.CampaignID, id int64, version int) error
}

type personaStore interface {
	PersonaLines(ctx context.Context, at time.Time) ([]lead.PersonaLine, error)
	Persona(ctx context.Context, id lead.PersonaID, at time.Time) (lead.PersonaLine, error)
	AddPersona(ctx context.Context, p *lead.Persona) error
	ChangePersona(ctx context.Context, p *lead.Persona) error
	RetirePersona(ctx context.Context, id lead.PersonaID, version int) error
	RestorePersona(ctx context.Context, id lead.PersonaID, version int) error
	FieldNotes(ctx context.Context, by account.Person, persona lead.PersonaID) ([]lead.FieldNote, error)
	FieldNotePersona(ctx context.Context, id int64) (lead.PersonaID, error)
	AddFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error
	ChangeFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote) error
	TakeOutFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error
	PinFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error
	UnpinFieldNote(ctx context.Context, n *lead.FieldNote) error
}

type reasonStore interface {
	ReasonUses(ctx context.Context, since time.Time) (map[agreement.ReasonID]agreement.Uses, error)
	AddReason(ctx context.Context, r *agreement.Reason) error
	ChangeReason(ctx context.Context, r *agreement.Reason) error
	RetireReason(ctx context.Context, id agreement.ReasonID, version int) error
	RestoreReason(ctx context.Context, id agreement.ReasonID, version int) error
	MoveReason(ctx context.Context, id agreement.ReasonID, version int, up bool) error
}

type ruleStore interface {
	InForce(ctx context.Context) (assign.Set, error)
	Draft(ctx context.Context, by account.Person) (*assign.Draft, error)
	EditDraft(ctx context.Context, by account.Person, at time.Time, change func(*assign.Draft) error) error
	KeepDraft(ctx context.Context, by account.Person, at time.Time) error
	DropDraft(ctx context.Context, by account.Person) error
	TurnOn(ctx context.Context, by account.Person, version int, at time.Time) error
	Routed(ctx context.Context, by account.Person, ask assign.LogAsk, at time.Time) (assign.Log, error)
	RoutedDay(ctx context.Context, by account.Person, ask assign.LogAsk) (assign.LogDay, error)
	Staff(ctx context.Context, since time.Time) ([]assign.Rep, error)
	Past(ctx context.Context, by account.Person, ask assign.PastAsk) iter.Seq2[assign.Past, error]
}

type scoringStore interface {
	Scorings(ctx context.Context, before, limit int) ([]grade.Publication, error)
	ScoringDraft(ctx context.Context, by account.Person) (*grade.Draft, error)
	EditScoring(ctx context.Context, by account.Person, at time.Time, change func(*grade.Draft) error) error
	RenewScoringDraft(ctx context.Context, by account.Person, at time.Time) error
	DropScoringDraft(ctx context.Context, by account.Person) error
	PublishScoring(ctx context.Context, by account.Person, version int, at time.Time) error
	RestoreScoring(ctx context.Context, by account.Person, version, inForce int, at time.Time) error
}
